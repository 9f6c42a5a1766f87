#pragma once

#include <optional>

#include "net/http_types.hpp"

namespace hotpin::server {

/// Whether page_answer() has one.
bool asks_for_page(const net::HttpRequest& request);

/// The answer to a request for the page at `/` or one of its files, or nothing if `request` is for
/// something else. A program that asks for `/` without `Accept: text/html` does not want the page.
std::optional<net::HttpResponse> page_answer(const net::HttpRequest& request);

}  // namespace hotpin::server
