#include "session/picture/pending_picture.hpp"

#include <utility>

#include "protocol/image_header.hpp"
#include "session/picture/pictures.hpp"

namespace hotpin::session {
namespace {

/// Null when the bytes are none: other processes may have written them.
std::shared_ptr<const engine::Picture> picture_in(std::optional<std::string> bytes) {
  const auto header = protocol::read_image_header(bytes.value_or(""));
  if (!header) return nullptr;
  return std::make_shared<engine::Picture>(
      engine::Picture{std::string(header->media_type), std::move(*bytes)});
}

}  // namespace

PendingPicture::PendingPicture(std::shared_ptr<const Services> services,
                               std::shared_ptr<base::Executor> executor, std::string session_id,
                               base::Task on_settled)
    : services_(std::move(services)),
      executor_(std::move(executor)),
      session_id_(std::move(session_id)),
      on_settled_(std::move(on_settled)) {}

void PendingPicture::look() {
  Pictures& pictures = *services_->pictures;
  const std::int64_t kept = pictures.kept();
  if (!pictures.has_other_machines() && seen_ == kept) return;
  seen_ = kept;
  const std::uint64_t look = ++asked_;
  pictures.take(session_id_, [weak = weak_from_this(), services = services_, executor = executor_,
                              id = session_id_, look](std::optional<std::string> bytes) {
    executor->post([weak, services, id, look, bytes = std::move(bytes)]() mutable {
      const auto self = weak.lock();
      if (self) return self->on_answer(look, std::move(bytes));
      if (bytes) services->pictures->keep(id, std::move(*bytes), {});
    });
  });
  if (!pictures.is_well()) return settle(look);
  executor_->post_after(Pictures::kLookLimit, [weak = weak_from_this(), look] {
    if (const auto self = weak.lock()) self->on_limit(look);
  });
}

void PendingPicture::on_limit(std::uint64_t look) {
  if (look == asked_ && !is_settled()) services_->pictures->note_late();
  settle(look);
}

void PendingPicture::on_answer(std::uint64_t look, std::optional<std::string> bytes) {
  if (bytes && has_left_) return services_->pictures->keep(session_id_, std::move(*bytes), {});
  if (bytes && look > forgotten_) {
    picture_ = picture_in(std::move(bytes));
    until_ = executor_->now() + services_->pictures->time_to_live();
  }
  settle(look);
}

void PendingPicture::settle(std::uint64_t look) {
  if (look != asked_ || is_settled()) return;
  answered_ = look;
  on_settled_();
}

bool PendingPicture::is_expected() const {
  return picture_ || services_->pictures->has_one_for(session_id_, executor_->now());
}

std::shared_ptr<const engine::Picture> PendingPicture::take() {
  auto taken = std::exchange(picture_, nullptr);
  return executor_->now() < until_ ? taken : nullptr;
}

void PendingPicture::put_back(std::shared_ptr<const engine::Picture> picture) {
  if (!picture_) picture_ = std::move(picture);
}

void PendingPicture::forget() {
  picture_.reset();
  forgotten_ = asked_;
  services_->pictures->forget(session_id_);
}

void PendingPicture::leave() {
  has_left_ = true;
  if (const auto left = take()) services_->pictures->keep(session_id_, left->bytes, {});
}

std::string with_picture_note(const std::string& words) { return "(with a picture) " + words; }

}  // namespace hotpin::session
