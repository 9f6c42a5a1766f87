#include "dialog/heard/sound_words.hpp"

#include <algorithm>
#include <cstddef>
#include <string>

#include "base/ascii.hpp"

namespace hotpin::dialog {
namespace {

/// Longer descriptions are sentences.
constexpr std::size_t kMaxWords = 6;

/// Beginnings of words, "laugh" for "laughter" as well.
constexpr std::string_view kStems[] = {
    // English
    "music", "song", "singing", "applau", "clap", "cheer", "laugh", "chuckl", "giggl", "cough",
    "sneez", "sniff", "sigh", "breath", "inhal", "exhal", "gasp", "groan", "grunt", "moan", "yawn",
    "snor", "crying", "sobb", "scream", "shout", "whisper", "mumbl", "murmur", "hums", "humming",
    "whistl", "silen", "blank", "noise", "static", "beep", "bleep", "buzz", "click", "rings",
    "ringing", "bell", "knock", "footstep", "windy", "wind", "rain", "thunder", "splash", "engine",
    "siren", "bark", "chirp", "crowd", "chatter", "typing", "keyboard", "inaudib", "unintellig",
    "indistinct", "foreign", "speaking", "background", "pause", "sound", "blow", "crash", "explo",
    "gunshot", "throat", "smack", "swallow", "crosstalk", "speech", "audio", "hesitat", "vocaliz",
    "end of", "unk", "door", "rustl", "creak", "thud", "tapping", "drum", "guitar", "piano",
    // German, Dutch, Swedish, Danish, Norwegian
    "musik", "lachen", "gelächter", "husten", "stille", "räusper", "geräusch", "seufz", "klatsch",
    "unverständlich", "schweigen", "muziek", "gelach", "stilte", "skratt", "applåd", "tystnad",
    "latter",
    // French, Spanish, Portuguese, Italian, Romanian
    "musique", "rire", "toux", "soupir", "bruit", "música", "músic", "aplaus", "risa", "risos",
    "tos", "silênc", "suspir", "ruido", "ruído", "applaus", "risate", "tosse", "rumor", "muzic",
    // Polish, Czech, Hungarian, Finnish, Turkish, Greek
    "muzyk", "śmiech", "oklask", "brawa", "cisza", "kaszel", "hudba", "smích", "potlesk", "zene",
    "nevet", "taps", "musiikki", "naur", "müzik", "alkış", "gül", "kahkaha", "sessizlik", "öksür",
    "μουσικ", "γέλι",
    // Russian, Ukrainian
    "музык", "музик", "аплодисмент", "смех", "сміх", "кашель", "тишина", "шум", "вздох", "звук",
    // Arabic, Hindi, Indonesian, Vietnamese
    "موسيق", "تصفيق", "ضحك", "صمت", "संगीत", "तालियाँ", "हंसी", "tawa", "tepuk", "âm nhạc", "tiếng"};

/// Of scripts that put no spaces between words: anywhere in the text.
constexpr std::string_view kSigns[] = {"音楽", "音乐", "音樂", "拍手", "笑",   "掌声", "掌聲",
                                       "鼓掌", "無音", "无音", "沉默", "沈黙", "雑音", "咳",
                                       "声音", "音声", "박수", "음악", "웃음", "침묵", "소리"};

constexpr std::string_view kCredits[] = {"amara.org",
                                         "dimatorzok",
                                         "castingwords",
                                         "im auftrag des zdf",
                                         "untertitelung des zdf",
                                         "sous-titrage st",
                                         "soustitreur.com",
                                         "copyright wdr",
                                         "untertitel von stephanie geiges",
                                         "明镜与点点",
                                         "字幕by",
                                         "字幕由",
                                         "ご視聴ありがとうございました",
                                         "시청해주셔서 감사합니다",
                                         "subtítulos realizados por",
                                         "sottotitoli creati dalla",
                                         "legendas pela comunidade",
                                         "субтитры сделал",
                                         "субтитры создавал",
                                         "редактор субтитров",
                                         "subscribe to my channel"};

bool is_blank(char c) { return c == ' ' || c == '_' || c == '-' || c == ',' || c == '.'; }

std::size_t count_words(std::string_view text) {
  std::size_t words = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!is_blank(text[i]) && (i == 0 || is_blank(text[i - 1]))) ++words;
  }
  return words;
}

/// At the beginning of a word.
bool has_stem(std::string_view text, std::string_view stem) {
  for (std::size_t at = 0; (at = text.find(stem, at)) != std::string_view::npos; ++at) {
    if (at == 0 || is_blank(text[at - 1])) return true;
  }
  return false;
}

}  // namespace

bool describes_sound(std::string_view words) {
  if (count_words(words) > kMaxWords) return false;
  const auto stands_in = [words](std::string_view stem) { return has_stem(words, stem); };
  return std::any_of(std::begin(kStems), std::end(kStems), stands_in) ||
         base::contains_any(words, kSigns);
}

bool is_subtitle_credit(std::string_view text) { return base::contains_any(text, kCredits); }

}  // namespace hotpin::dialog
