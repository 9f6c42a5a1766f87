#pragma once

#include <array>
#include <string>
#include <string_view>

#include "dialog/turn_events.hpp"

namespace hotpin::session {

/// What is said when there is no reply, by dialog::Notice.
using NoticeTexts = std::array<std::string, dialog::kNotices>;

/// In the language of a tag such as "de" or "pt-br", in any form of engine::language_tag(); in
/// English where it is another or not known.
NoticeTexts notice_texts(std::string_view language);

/// `texts` with those of `own` that are not empty in their place.
NoticeTexts with_own(NoticeTexts texts, const NoticeTexts& own);

}  // namespace hotpin::session
