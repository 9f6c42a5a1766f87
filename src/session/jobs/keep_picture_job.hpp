#pragma once

#include <string>
#include <utility>

#include "session/jobs/job.hpp"
#include "session/picture/pictures.hpp"

namespace hotpin::session {

/// A picture that waits for the next words of a session. Once it is on its way to the store nothing
/// stops it.
class KeepPictureJob final : public Job {
 public:
  static constexpr bool kIsTurn = false;

  KeepPictureJob(Context context, protocol::KeepPicture picture)
      : Job(std::move(context)), picture_(std::move(picture)) {}

  base::Status check() const override {
    return services().pictures ? base::ok() : base::Status(cannot_be_kept());
  }

  void start() override {
    services().pictures->keep(
        picture_.session_id, std::move(picture_.bytes),
        on_executor<KeepPictureJob>([](KeepPictureJob& self, const base::Status& status) {
          status ? self.end() : self.end(cannot_be_kept());
        }));
  }

 private:
  static base::Error cannot_be_kept() {
    return {protocol::kJobBusy, "pictures cannot be kept now"};
  }

  protocol::KeepPicture picture_;
};

}  // namespace hotpin::session
