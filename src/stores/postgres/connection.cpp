#include "stores/postgres/connection.hpp"

#include <poll.h>

#include <array>
#include <utility>

namespace hotpin::stores::postgres {
namespace {

constexpr int kBinary = 1;

/// False when the deadline is over first.
bool wait_for(PGconn* connection, short what, base::TimePoint deadline) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
      deadline - std::chrono::steady_clock::now());
  pollfd descriptor{PQsocket(connection), what, 0};
  return left.count() > 0 && poll(&descriptor, 1, static_cast<int>(left.count())) > 0;
}

base::Error late() { return {"timeout", "it did not answer in time"}; }

/// libpq ends its lines, which are several, with a newline each.
std::string one_line(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  for (char& c : text) c = c == '\n' || c == '\t' ? ' ' : c;
  return text;
}

}  // namespace

base::Status Connection::check_url(const std::string& url) {
  const base::Error wrong{"bad_url",
                          "it is not of the form postgres://user:password@host:port/name"};
  if (!url.starts_with("postgres://") && !url.starts_with("postgresql://")) return wrong;
  // libpq's own words quote the part that is wrong, which may be the password.
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(
      PQconninfoParse(url.c_str(), nullptr), &PQconninfoFree);
  return options ? base::ok() : base::Status(wrong);
}

base::Result<Connection> Connection::open(const std::string& url, base::TimePoint deadline) {
  // The first dbname is the URL; what it does not say is taken from the others.
  const std::array<const char*, 4> names{"fallback_application_name", "client_encoding", "dbname",
                                         nullptr};
  const std::array<const char*, 4> values{"hotpin", "UTF8", url.c_str(), nullptr};
  Connection opened(PQconnectStartParams(names.data(), values.data(), 1));
  if (auto ready = opened.finish_connecting(deadline); !ready) return ready.error();
  PQsetNoticeProcessor(
      opened.connection_.get(), [](void*, const char*) {}, nullptr);
  PQsetnonblocking(opened.connection_.get(), 1);
  return opened;
}

base::Status Connection::finish_connecting(base::TimePoint deadline) {
  PGconn* const connection = connection_.get();
  if (PQstatus(connection) == CONNECTION_BAD) return fault();
  PostgresPollingStatusType next = PGRES_POLLING_WRITING;
  while (next != PGRES_POLLING_OK) {
    if (!wait_for(connection, next == PGRES_POLLING_READING ? POLLIN : POLLOUT, deadline)) {
      return late();
    }
    next = PQconnectPoll(connection);
    if (next == PGRES_POLLING_FAILED) return fault();
  }
  return base::ok();
}

base::Result<Rows> Connection::run(const char* statement,
                                   const std::vector<std::string_view>& values,
                                   base::TimePoint deadline) {
  PGconn* const connection = connection_.get();
  std::vector<const char*> texts;
  std::vector<int> lengths;
  for (const std::string_view value : values) {
    texts.push_back(value.data() == nullptr ? "" : value.data());  // null would be NULL
    lengths.push_back(static_cast<int>(value.size()));
  }
  const std::vector<int> formats(values.size(), kBinary);
  if (PQsendQueryParams(connection, statement, static_cast<int>(values.size()), nullptr,
                        texts.data(), lengths.data(), formats.data(), kBinary) == 0) {
    return fault();
  }
  for (int unsent = 1; unsent > 0;) {
    unsent = PQflush(connection);
    if (unsent < 0 || PQconsumeInput(connection) == 0) return fault();
    if (unsent > 0 && !wait_for(connection, POLLIN | POLLOUT, deadline)) return late();
  }
  Rows last;
  while (true) {
    while (PQisBusy(connection) != 0) {
      if (!wait_for(connection, POLLIN, deadline)) return late();
      if (PQconsumeInput(connection) == 0) return fault();
    }
    Rows rows(PQgetResult(connection));
    if (!rows) break;
    last = std::move(rows);
  }
  if (!last) return fault();
  const ExecStatusType status = PQresultStatus(last.get());
  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) return last;
  const char* const state = PQresultErrorField(last.get(), PG_DIAG_SQLSTATE);
  return base::Error{state == nullptr ? "cut" : state, one_line(PQresultErrorMessage(last.get()))};
}

base::Error Connection::fault() const {
  return {"cut", one_line(PQerrorMessage(connection_.get()))};
}

std::string bytes_at(const PGresult& rows, int row, int column) {
  return {PQgetvalue(&rows, row, column),
          static_cast<std::size_t>(PQgetlength(&rows, row, column))};
}

}  // namespace hotpin::stores::postgres
