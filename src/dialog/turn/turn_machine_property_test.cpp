#include <array>
#include <cstdlib>
#include <random>

#include "support/turns/turn_performer_model.hpp"

// Whatever happens in whatever order, what a performer relies on holds. A failure tells its seed
// and all that happened; HOTPIN_TURN_SEED=<seed> runs that sequence alone.

namespace hotpin::dialog {
namespace {

constexpr unsigned kSequences = 10'000;
constexpr std::size_t kLongest = 100;

class RandomConversation {
 public:
  explicit RandomConversation(unsigned seed) : random_(seed), model_(any_rules()) {}

  std::string run() {
    const std::size_t inputs = 20 + pick(kLongest - 20);
    for (std::size_t i = 0; i < inputs && model_.fault().empty(); ++i) model_.step(any_input());
    if (model_.fault().empty()) model_.drain();
    return model_.fault();
  }

 private:
  std::size_t pick(std::size_t below) { return random_() % below; }
  bool happens(std::size_t percent) { return pick(100) < percent; }

  TurnRules any_rules() {
    constexpr std::array<std::size_t, 4> kCaps = {1, 300 * kMs, 2'000 * kMs, 60'000 * kMs};
    return {.max_utterance_samples = kCaps.at(pick(kCaps.size())),
            .peeks = happens(80),
            .begins_ahead = happens(80),
            .reads_ahead = happens(50),
            .answers_every_end = happens(20),
            .answers_turns = happens(60),
            .is_interruptible = happens(70),
            .tells_speech = happens(50)};
  }
  std::string any_text() {
    constexpr std::array<const char*, 7> kTexts = {
        "", "yes", "yes", "uh-huh", "wait a moment", "stop", "it is the capital of France"};
    return kTexts.at(pick(kTexts.size()));
  }
  /// Not of the open utterance, of which nothing impossible is told.
  TurnId any_turn() {
    const TurnId turn{static_cast<std::uint32_t>(pick(newest_ + 3))};
    return model_.open() && model_.open()->turn == turn ? TurnId{} : turn;
  }
  TurnId open_or_any() { return model_.open() && !happens(5) ? model_.open()->turn : any_turn(); }
  TurnId floor_or_any() { return model_.floor() && !happens(10) ? *model_.floor() : any_turn(); }
  TurnId pending_or_any() {
    if (model_.pending().empty() || happens(10)) return any_turn();
    const auto nth = static_cast<std::ptrdiff_t>(pick(model_.pending().size()));
    return *std::next(model_.pending().begin(), nth);
  }

  Input any_input() {
    const std::size_t dice = pick(100);
    if (dice < 20) return arrived(1 + pick(800 * kMs));
    if (dice < 45) return any_voice();
    if (dice < 53) return any_words();
    if (dice < 61) return Recognised{pending_or_any(), any_text()};
    if (dice < 68) return ReplyEnded{floor_or_any()};
    if (dice < 74) return ReplySays{floor_or_any(), any_text(), any_text()};
    if (dice < 79) return EndOfSpeech{};
    if (dice < 84) return InputCommitted{};
    if (dice < 88) return AnswerWanted{happens(50)};
    if (dice < 91) return ListenRequested{};
    return any_rare_input();
  }
  Input any_rare_input() {
    switch (pick(10)) {
      case 0:
        return CancelRequested{};
      case 1:
        return RecognitionFailed{happens(50) ? open_or_any() : pending_or_any()};
      case 2:
        return InputCleared{};
      case 3:
        return RulesChanged{any_rules()};
      case 4:
        return TextTyped{any_text()};
      case 5:
        return UnreadableAudio{"WebM came"};
      case 6:
        return HoldTimedOut{floor_or_any()};
      case 7:
        return ContextChanged{};
      case 8:
        return happens(50) ? Input(ReplyFound{}) : Input(ResetRequested{});
      default:
        return EndJudged{open_or_any(), any_text(), static_cast<double>(pick(100)) / 100};
    }
  }
  /// More of the open utterance is judged: all of it speech, or none.
  Input any_voice() {
    if (!model_.open() || happens(5)) return VoiceHeard{any_turn(), 1'000, 900, 800};
    if (voice_.turn != model_.open()->turn) voice_ = {model_.open()->turn};
    newest_ = std::max(newest_, voice_.turn.value);
    const std::size_t more = pick(model_.open()->collected - voice_.heard + 1);
    voice_.heard += more;
    if (happens(45) && more > 0) {
      voice_.speech += more;
      voice_.speech_end = voice_.heard;
    }
    return voice_;
  }
  Input any_words() {
    const TurnId turn = open_or_any();
    return WordsHeard{turn, any_text(), voice_.turn == turn ? voice_.speech_end : 0, happens(50)};
  }

  std::mt19937 random_;
  TurnPerformerModel model_;
  VoiceHeard voice_;
  std::uint32_t newest_ = 0;
};

TEST(TurnMachineProperties, HoldForTenThousandConversations) {
  const char* alone = std::getenv("HOTPIN_TURN_SEED");
  const unsigned first = alone ? static_cast<unsigned>(std::strtoul(alone, nullptr, 10)) : 0;
  const unsigned last = alone ? first + 1 : kSequences;
  for (unsigned seed = first; seed < last; ++seed) {
    const std::string fault = RandomConversation(seed).run();
    ASSERT_TRUE(fault.empty()) << "seed " << seed << ": " << fault;
  }
}

}  // namespace
}  // namespace hotpin::dialog
