#pragma once

#include <array>

#include "dialog/turn_events.hpp"
#include "protocol/server_event.hpp"

namespace hotpin::session {

/// What a notice is told as.
struct NoticeMeaning {
  protocol::Completed::How how;
  const char* code;
};
/// By dialog::Notice.
inline constexpr std::array<NoticeMeaning, dialog::kNotices> kNoticeMeanings = {{
    {protocol::Completed::How::not_understood, "not_understood"},
    {protocol::Completed::How::failed, "stt_failed"},
    {protocol::Completed::How::busy, "busy"},
    {protocol::Completed::How::not_understood, "unreadable_audio"},
}};

}  // namespace hotpin::session
