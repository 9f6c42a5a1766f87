# cmake -DFOLDER=... -DFILE=... -P write_table.cmake: see embed.cmake.
file(GLOB_RECURSE sources RELATIVE ${FOLDER} ${FOLDER}/*)
list(SORT sources)
set(rows "")
foreach(source ${sources})
  file(READ ${FOLDER}/${source} bytes HEX)
  file(SHA256 ${FOLDER}/${source} hash)
  string(LENGTH "${bytes}" digits)
  math(EXPR size "${digits} / 2")
  string(SUBSTRING ${hash} 0 16 hash)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "\\\\x\\1" bytes "${bytes}")
  string(APPEND rows "    {\"/${source}\", {\"${bytes}\", ${size}}, \"\\\"${hash}\\\"\"},\n")
endforeach()
file(WRITE ${FILE} "// Written by cmake/write_table.cmake.
#include \"server/page/files.hpp\"

namespace hotpin::server {
namespace {

const File kFiles[] = {
${rows}};

}  // namespace

std::span<const File> page_files() { return kFiles; }

}  // namespace hotpin::server
")
