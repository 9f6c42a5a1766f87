#include "dialog/heard/pace_request.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "dialog/heard/spoken_words.hpp"

namespace hotpin::dialog {
namespace {

using enum PaceRequest;

/// More words are about something else.
constexpr std::size_t kMostWords = 14;

// Words with a space around each.
/// They change nothing.
constexpr std::string_view kFillers =
    " a again an and at back bit can could even for hey it just little lot me mind much no now ok "
    "okay once please sorry still thanks that the this to try way will with would yes you your "
    " bisschen bitte das doch du ein etwas jetzt kannst können könnten mal mir noch nochmal sie "
    "wieder  encore la peu peux plait plaît pouvez pourrais pourriez sil te tu un vous "
    " eso favor lo otra poco podría podrías por puede puedes una vez ";
/// What is done at a pace, and what has one.
constexpr std::string_view kSpeaking =
    " answer go pace rate read repeat say speak speaking speech talk talking use voice "
    " geschwindigkeit lies rede reden redest sag sagen sprechen sprich sprichst stimme tempo "
    " dire dis lis parle parler parles parlez répète répéter répétez vitesse voix "
    " dilo dime habla hablar hablas hable lee repite velocidad voz ";
/// Of a statement; with a request they make it one about something else.
constexpr std::string_view kStating = " are is thats was youre  ist war  cest est était  es fue ";
/// First, they ask.
constexpr std::string_view kAsking = " are is was ist war est es ";
/// Of "I want you to".
constexpr std::string_view kWanting = " i id like need want ";

enum class Kind {
  asks,         ///< by itself
  tells_how,    ///< with a word of speaking
  finds_fault,  ///< in a statement as well
};
/// What is left of such a turn: each with a bar around it.
struct Manners {
  PaceRequest request;
  Kind kind;
  std::string_view phrases;
};
constexpr auto kManners = std::to_array<Manners>(
    {{slower, Kind::asks,
      "|slower|slower slower|slower speed|slowly|more slowly|slow down|less fast|less quickly|not "
      "fast"
      "|not so fast|not so quickly|not too fast|dont so fast|dont so quickly"
      "|langsamer|nicht so schnell|plus lentement|moins vite|moins rapidement|pas si vite|ralentis"
      "|ralentissez|despacio|más despacio|mas despacio|más lento|mas lento|más lentamente"
      "|menos rápido|tan rápido|tan rapido|"},
     {slower, Kind::tells_how, "|slow|langsam|lentement|lento|"},
     {slower, Kind::finds_fault,
      "|too fast|too quickly|zu schnell|trop vite|demasiado rápido|demasiado rapido|muy rápido|"},
     {faster, Kind::asks,
      "|speed up|faster|faster faster|faster speed|quicker|more quickly|less slowly|not so "
      "slow|not so slowly|not slow"
      "|not too slow|dont so slow|dont so slowly"
      "|schneller|nicht so langsam|plus vite|plus rapidement|moins lentement|pas si lentement"
      "|más rápido|mas rapido|más deprisa|tan despacio|tan lento|"},
     {faster, Kind::tells_how, "|fast|quickly|schnell|vite|rápido|"},
     {faster, Kind::finds_fault,
      "|too slow|too slowly|zu langsam|trop lentement|trop lent|demasiado lento|muy lento"
      "|demasiado despacio|"},
     {usual, Kind::asks, "|normal speed|usual speed|regular speed|original speed|"},
     {usual, Kind::tells_how,
      "|normal|normally|usual|regular|original|normale|normalement|normalmente|"}});

bool holds(std::string_view list, std::string_view what, char around) {
  return list.find(around + std::string(what) + around) != std::string_view::npos;
}

/// What a turn's words are, and what of them tells the pace.
struct Read {
  bool speaks = false;
  bool states = false;
  bool wants = false;
  bool has_it = false;
  bool has_you = false;
  std::string manner;
};

Read read(const std::vector<std::string>& words) {
  Read turn;
  for (const std::string& word : words) {
    turn.has_it = turn.has_it || word == "it";
    turn.has_you = turn.has_you || word == "you";
    if (holds(kFillers, word, ' ')) continue;
    if (holds(kSpeaking, word, ' ')) turn.speaks = true;
    else if (holds(kStating, word, ' ')) turn.states = true;
    else if (holds(kWanting, word, ' ')) turn.wants = true;
    else turn.manner += (turn.manner.empty() ? "" : " ") + word;
  }
  return turn;
}

bool is_meant(const Read& turn, Kind kind) {
  if (turn.wants && !turn.has_you) return false;
  if (kind == Kind::finds_fault) return !(turn.states && turn.has_it);
  return !turn.states && (kind == Kind::asks || turn.speaks);
}

}  // namespace

PaceRequest pace_request(std::string_view words) {
  const std::vector<std::string> all = spoken_words(words);
  if (all.empty() || all.size() > kMostWords || holds(kAsking, all.front(), ' ')) return none;
  const Read turn = read(all);
  for (const auto& [request, kind, phrases] : kManners) {
    if (holds(phrases, turn.manner, '|')) return is_meant(turn, kind) ? request : none;
  }
  return none;
}

}  // namespace hotpin::dialog
