#include "app/client/talk_options.hpp"

#include <CLI/CLI.hpp>
#include <string>

namespace hotpin::app {
namespace {

void add(CLI::App& talk, const char* flag, const char* value_name, std::string& value,
         const std::string& help) {
  talk.add_option(flag, value, help)->option_text(value_name);
}

}  // namespace

void add_talk(CLI::App& app, client::TalkOptions& options) {
  CLI::App& talk = *app.add_subcommand(
      "talk", "talk to a server: with microphone and speaker, or with WAV files");
  talk.add_option("FILE", options.files,
                  "WAV files, one turn each, in one session; without any the microphone: hold the "
                  "space bar while you speak, or tap it before and after")
      ->option_text("...");
  add(talk, "--url", "URL", options.url, "the server (" + options.url + ")");
  add(talk, "--session", "ID", options.session_id, "session id; the same one finds its history");
  add(talk, "--token", "TEXT", options.token, "token of a server that asks for one");
  add(talk, "--ca-file", "PEM", options.ca_file,
      "with wss://: certificates to trust in place of the system's");
  talk.add_flag("--json", options.is_json, "one JSON object a line, for programs");
  talk.add_flag("--hands-free", options.is_hands_free,
                "microphone: the server hears when you have finished, and you may interrupt it");
  add(talk, "--input", "DEVICE", options.input,
      "microphone: a number, a part of a name, or file:NAME.wav (the default one)");
  add(talk, "--output", "DEVICE", options.output,
      "speaker: the same; file:NAME.wav keeps what is heard");
  talk.add_flag("--list-devices", options.lists_devices, "print the sound devices");
  talk.add_flag_callback(
      "--fast", [&options] { options.pace = client::TurnOptions::Pace::at_once; },
      "files: send each at once, not at the pace of speech");
  add(talk, "--out", "NAME.wav", options.reply_path,
      "files: write the answers to this WAV (several: NAME-1.wav ...)");
}

}  // namespace hotpin::app
