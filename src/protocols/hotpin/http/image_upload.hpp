#pragma once

#include <atomic>
#include <cstddef>
#include <memory>

#include "base/clock.hpp"
#include "protocol/image_header.hpp"
#include "protocol/protocol.hpp"

namespace hotpin::protocols::hotpin {

inline constexpr const char* kImagePath = "/image";
/// Of a form with the largest picture: besides it the other fields, and what stands between them.
inline constexpr std::size_t kMaxFormBytes = 64 * 1024;
inline constexpr std::size_t kMaxUploadBytes = protocol::kMaxImageBytes + kMaxFormBytes;
/// For a whole one, as the devices give it.
inline constexpr base::Duration kUploadLimit = std::chrono::seconds(30);

/// Pictures that one worker is reading.
using UploadCount = std::atomic<std::size_t>;
/// A further one is told to come again.
inline constexpr std::size_t kMaxUploads = 16;

/// `POST /image`: takes a picture for the next words of a session, as the devices send it: a form
/// with the fields `session` and `file`. Answers when the picture is where every worker finds it.
/// `uploads` is the worker's; one of them is this adapter's until it has answered or its client has
/// left.
std::unique_ptr<protocol::Adapter> make_image_upload(const protocol::ConnectionInfo& connection,
                                                     std::shared_ptr<UploadCount> uploads);

/// What the server itself answers at kImagePath, in the shape that answers to pictures have. Who
/// asks otherwise than by POST is told in it that POST is wanted, and nothing else.
protocol::Refusal image_refusal(const protocol::ConnectionInfo& connection,
                                protocol::Refusal refused);

}  // namespace hotpin::protocols::hotpin
