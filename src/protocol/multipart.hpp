#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace hotpin::protocol {

/// Fields of one form; the heads of a form with more, or longer ones, are not read on.
inline constexpr std::size_t kMaxFormParts = 16;
inline constexpr std::size_t kMaxPartHeadBytes = 4096;

/// One field of a form. What the client wrote, of any bytes.
struct FormPart {
  std::string name;
  std::optional<std::string> file_name;
  std::string_view content;  ///< a view into the body
};

/// The boundary that a content type names; nothing when it is not multipart/form-data with one.
std::optional<std::string> form_boundary(std::string_view content_type);

/// The fields of a multipart/form-data body (RFC 7578), all of which must be there. The error's
/// detail says what is wrong with it.
base::Result<std::vector<FormPart>> parse_form(std::string_view body, std::string_view boundary);

}  // namespace hotpin::protocol
