#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/shared_page.hpp"

namespace hotpin::engines::openai {

// What a service taught us about how it wants to be asked: known to all sessions and workers from
// then on, until the server is started again. Each is made once, at start, by the service's name
// (e.g. its host, of which 28 bytes count) and what it is about (at most 16 bytes). Thread-safe;
// `line` is what the log is told, by the one worker that learnt it first.

/// An upper bound: of the bytes of a request, of the tokens of a reply. It only falls.
class LearnedLimit {
 public:
  LearnedLimit(base::SharedPage& shared, const std::string& service, const char* what);
  /// nullopt: none is known.
  std::optional<std::int64_t> get() const;
  /// `limit` of at least 1. False when one as low was known already.
  bool lower_to(std::int64_t limit, std::string_view line);

 private:
  const std::string service_;
  base::SharedPage::Cell& cell_;  // 0: none
};

/// Up to 62 facts that hold or do not, each a bit.
class LearnedFlags {
 public:
  static constexpr unsigned kMost = 62;
  LearnedFlags(base::SharedPage& shared, const std::string& service, const char* what);
  std::uint64_t get() const { return static_cast<std::uint64_t>(cell_.load()); }
  bool has(unsigned bit) const { return ((get() >> bit) & 1U) != 0; }
  /// False when it was known already.
  bool set(unsigned bit, std::string_view line);

 private:
  const std::string service_;
  base::SharedPage::Cell& cell_;
};

/// A short text, e.g. a path: at most SharedPage::kMaxTextBytes.
class LearnedText {
 public:
  LearnedText(base::SharedPage& shared, const std::string& service, const char* what);
  std::string get() const { return shared_.text(name_); }
  /// False when it was known already, or is too long to be kept.
  bool set(std::string_view text, std::string_view line);

 private:
  base::SharedPage& shared_;
  const std::string service_;
  const std::string name_;
};

}  // namespace hotpin::engines::openai
