"""Classes and functions of C++ text, found by form: for sources that clang-format has written."""

import re

NOISE = re.compile(
    r'//[^\n]*|/\*.*?\*/'  # comments
    r'|^[ \t]*#(?:\\\n|[^\n])*'  # preprocessor lines
    r'|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"'  # strings
    r"|(?<!\w)(?:u8|[uUL])?'(?:\\.|[^'\\])+'",  # characters, but not the marks in numbers
    re.DOTALL | re.MULTILINE)
NAMESPACE = re.compile(r"\bnamespace\b\s*([\w:]*)$")
ENUM = re.compile(r"\benum\b[^;()]*$")
CLASS = re.compile(r"\b(?:class|struct|union)\s+(?:alignas\([^)]*\)\s*)?([\w:]+)(?:\s+final)?"
                   r"\s*(?::[^:].*)?$", re.DOTALL)
BODY = re.compile(r"(?:\)|\b(?:const|noexcept|override|final|mutable|try)|&)$|\)[^()]*->[^()]*$")
WITH_INITIALISERS = re.compile(r"\)\s*(?:noexcept\s*)?:(?!:)")
FUNCTION = re.compile(r"((?:\w+::)*(?:operator\s*[^\s\w(]+|~?\w+))\s*\(")
TEMPLATE_ARGUMENTS = re.compile(r"(?<=\w)<[^<>;]*>")
MEMBER = re.compile(r"\b\w+_\s*(?:\[[^\]]*\]\s*)*(?:=.*|\{.*\}|:\s*\d+)?$", re.DOTALL)
NO_MEMBER = re.compile(r"\b(?:using|typedef|friend|static|constexpr)\b")
WITHIN = ("value", "part")


class Block:
    """What stands between two braces: a "namespace", "class", "function" or "value"; what is opened
    in one of the latter two is a "part"."""

    def __init__(self, kind, name, line):
        self.kind, self.name, self.line, self.members = kind, name, line, 0


def without_noise(text):
    return NOISE.sub(lambda match: "\n" * match.group().count("\n"), text)


def without_templates(head):
    stripped = TEMPLATE_ARGUMENTS.sub("", head)
    return head if stripped == head else without_templates(stripped)


def opened(head, outer, line):
    """The block that a `{` behind `head` opens."""
    if outer and outer.kind not in ("namespace", "class"):
        return Block("part", "", line)
    head = head.strip()
    if found := NAMESPACE.search(head):
        return Block("namespace", found.group(1), line)
    if ENUM.search(head):
        return Block("part", "", line)
    if found := CLASS.search(head):
        return Block("class", found.group(1), line)
    has_initialisers = WITH_INITIALISERS.search(head)
    is_body = head.endswith((")", "}")) if has_initialisers else BODY.search(head)
    if is_body and (found := FUNCTION.search(without_templates(head))):
        return Block("function", found.group(1), line)
    return Block("value", "", line)


def class_of(function, outer):
    """The class, with its namespaces within the project's, whose member is defined outside of it;
    "" for others and in unnamed namespaces."""
    name = function.rpartition("::")[0]
    spaces = [block.name for block in outer if block.kind == "namespace"]
    if not name or "" in spaces:
        return ""
    return "::".join([*spaces, name]).removeprefix("hotpin::")


def outline(text):
    """(classes, functions): classes as (line, name, data members whose names end in _), functions as
    (line, name, lines, class_of())."""
    classes, functions, blocks = [], [], []
    head, line, head_line = "", 1, 1
    for char in without_noise(text):
        kind = blocks[-1].kind if blocks else "namespace"
        if char == "{":
            blocks.append(opened(head, blocks[-1] if blocks else None, head_line))
            head = head + char if blocks[-1].kind in WITHIN else ""
        elif char == "}" and blocks:
            block = blocks.pop()
            if kind == "class":
                classes.append((block.line, block.name, block.members))
            elif kind == "function":
                functions.append((block.line, block.name, line - block.line + 1,
                                  class_of(block.name, blocks)))
            head = head + char if kind in WITHIN else ""
        elif char == ";" and kind not in WITHIN:
            if kind == "class":
                is_member = MEMBER.search(head.strip()) and not NO_MEMBER.search(head)
                blocks[-1].members += bool(is_member)
            head = ""
        elif char == ":" and head.strip() in ("public", "protected", "private"):
            head = ""
        elif head or not char.isspace():
            head_line = head_line if head else line
            head += char
        line += char == "\n"
    return classes, functions
