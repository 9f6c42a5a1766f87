"""What was said in a conversation, beside what a server shows its model of it. A turn is (words, answer);
the answer to what wanted none is empty."""

import collections


def turns_of(messages):
    """Of (role, text) as a model gets them."""
    turns = []
    for role, text in messages:
        if role == "user":
            turns.append((text, ""))
        elif turns:
            words, answer = turns[-1]
            turns[-1] = (words, f"{answer} {text}".strip())
        else:
            turns.append(("", text))
    return turns


def faults_in(shown, said):
    """Turns by what is wrong with them; empty when `shown` is `said`."""
    known, seen = set(said), collections.Counter(shown)
    once = [turn for turn in seen if turn in known]  # in the order of their first places
    places = {turn: place for place, turn in enumerate(said)}
    faults = {"lost": len(known.difference(seen)),
              "doubled": sum(seen[turn] - 1 for turn in once),
              "never said": sum(count for turn, count in seen.items() if turn not in known),
              "out of order": sum(places[one] > places[other] for one, other in zip(once, once[1:]))}
    return collections.Counter({what: count for what, count in faults.items() if count})
