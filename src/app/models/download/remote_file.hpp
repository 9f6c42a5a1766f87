#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "app/models/download/web.hpp"
#include "base/result.hpp"

namespace hotpin::app {

/// A file on another server, as that tells of it.
struct RemoteFile {
  std::string url;
  std::string token;  ///< for the origin of `url` alone
  std::string name;   ///< for a person
  std::optional<std::uint64_t> bytes;
  std::string version;  ///< names these bytes: the ETag, bare; empty: none is told
  std::string sha256;   ///< in lower case; empty: none is told
  std::string commit;   ///< of the hub's repository; empty: none is told
};

/// Asks for the head of a file, of which `file` says the address, the token and the name. A server
/// that does not know HEAD tells nothing. What a hub tells of a file (X-Linked-Etag,
/// X-Linked-Size, X-Repo-Commit) counts before what the place says to which it leads.
base::Result<RemoteFile> look_at(RemoteFile file, const Web& web);

/// Brings a file to `target`, whole and with the right sum or not at all. What a run before has
/// left in `target`.incomplete is gone on with, if the version is known. Who brings the same file
/// at the same time is waited for, with `lock`. The error is one line; "stopped" when it was
/// stopped.
base::Status bring(const RemoteFile& file, const std::filesystem::path& target,
                   const std::filesystem::path& lock, const Web& web);

/// Whether a file that came is known to be the server's: by its sum, or at least by its length.
bool is_checkable(const RemoteFile& file);

/// Whether so many bytes find room at `place`, of which the end may not be there yet; else error
/// "no_room", one line that says how much there is.
base::Status check_room(const std::filesystem::path& place, std::uint64_t bytes);

/// What errno says of a write to `path`: "no_room", or "failed".
base::Error cannot_write(const std::filesystem::path& path);

/// The sum in a header like `"<64 digits>"`; empty for what is none.
std::string sum_in(std::string_view etag);

}  // namespace hotpin::app
