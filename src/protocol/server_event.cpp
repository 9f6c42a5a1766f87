#include "protocol/server_event.hpp"

namespace hotpin::protocol {

std::string to_word(Completed::How how) {
  switch (how) {
    case Completed::How::spoken:
      return "spoken";
    case Completed::How::not_understood:
      return "not_understood";
    case Completed::How::busy:
      return "busy";
    case Completed::How::interrupted:
      return "interrupted";
    case Completed::How::failed:
      break;
  }
  return "failed";
}

}  // namespace hotpin::protocol
