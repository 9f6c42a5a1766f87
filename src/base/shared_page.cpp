#include "base/shared_page.hpp"

#include <fcntl.h>
#include <pthread.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <new>
#include <numeric>
#include <string>

#include "base/assert.hpp"

namespace hotpin::base {
namespace {

static_assert(SharedPage::Cell::is_always_lock_free, "cells are shared between processes");

struct Entry {
  std::array<char, SharedPage::kMaxNameBytes + 1> name{};
  bool is_share = false;
  std::array<SharedPage::Cell, SharedPage::kMaxWorkers> cells{};
};

/// What lies in the shared memory.
struct Layout {
  std::uint64_t size = sizeof(Layout);  // a page of another build is not adopted
  pthread_mutex_t mutex{};              // guards what follows but the cells
  std::size_t names = 0;
  std::array<Entry, SharedPage::kMaxNames> entries{};
};

/// Survives the death of a process that holds it.
class Lock {
 public:
  explicit Lock(pthread_mutex_t& mutex) : mutex_(mutex) {
    if (pthread_mutex_lock(&mutex_) == EOWNERDEAD) pthread_mutex_consistent(&mutex_);
  }
  ~Lock() { pthread_mutex_unlock(&mutex_); }
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;

 private:
  pthread_mutex_t& mutex_;
};

void init_mutex(pthread_mutex_t& mutex) {
  pthread_mutexattr_t attributes;
  pthread_mutexattr_init(&attributes);
  pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
  pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
  pthread_mutex_init(&mutex, &attributes);
  pthread_mutexattr_destroy(&attributes);
}

class MappedPage final : public SharedPage {
 public:
  MappedPage(int descriptor, Layout* layout, std::size_t worker)
      : descriptor_(descriptor), layout_(layout), worker_(worker) {}
  ~MappedPage() override {
    munmap(layout_, sizeof(Layout));
    close(descriptor_);
  }
  MappedPage(const MappedPage&) = delete;
  MappedPage& operator=(const MappedPage&) = delete;

  int descriptor() const override { return descriptor_; }
  std::size_t worker() const override { return worker_; }
  Cell& cell(std::string_view name) override { return entry(name, false).cells[0]; }
  Cell& share(std::string_view name) override { return entry(name, true).cells[worker_]; }

  std::string text(std::string_view name) override {
    Entry& found = entry(name, false);
    const Lock lock(layout_->mutex);
    return text_in(found);
  }

  bool set_text(std::string_view name, std::string_view value) override {
    Entry& found = entry(name, false);
    const Lock lock(layout_->mutex);
    if (value.size() > kMaxTextBytes || value == text_in(found)) return false;
    // The first word last: a process that dies in here leaves "", not half a text.
    found.cells[0] = 0;
    for (std::size_t i = kMaxWorkers; i-- > 0;) {
      const std::string_view rest = value.substr(std::min(i * sizeof(Cell), value.size()));
      std::int64_t word = 0;
      std::memcpy(&word, rest.data(), std::min(rest.size(), sizeof(word)));
      found.cells[i] = word;
    }
    return true;
  }

  std::int64_t sum(std::string_view name) override {
    const auto& cells = entry(name, true).cells;
    return std::accumulate(cells.begin(), cells.end(), std::int64_t{0});
  }

  bool has_room_for(std::span<const std::string> names) const override {
    const Lock lock(layout_->mutex);
    const auto added = std::count_if(names.begin(), names.end(),
                                     [this](const auto& name) { return find(name) == nullptr; });
    return layout_->names + static_cast<std::size_t>(added) <= kMaxNames;
  }

  void forget_worker(std::size_t worker) override {
    HOTPIN_ASSERT(worker < kMaxWorkers);
    const Lock lock(layout_->mutex);
    for (Entry& entry : layout_->entries) {
      if (entry.is_share) entry.cells[worker] = 0;
    }
  }

 private:
  /// Eight bytes a cell, up to the first 0.
  static std::string text_in(const Entry& found) {
    std::array<char, kMaxTextBytes + 1> bytes{};
    for (std::size_t i = 0; i < kMaxWorkers; ++i) {
      const std::int64_t word = found.cells[i];
      std::memcpy(bytes.data() + i * sizeof(word), &word, sizeof(word));
    }
    return bytes.data();
  }

  Entry& entry(std::string_view name, bool is_share) {
    HOTPIN_ASSERT(name.size() <= kMaxNameBytes);
    const Lock lock(layout_->mutex);
    if (Entry* const known = find(name)) return *known;
    HOTPIN_ASSERT(layout_->names < kMaxNames);
    Entry& added = layout_->entries[layout_->names];
    std::memcpy(added.name.data(), name.data(), name.size());
    added.is_share = is_share;
    ++layout_->names;
    return added;
  }

  /// Under the lock.
  Entry* find(std::string_view name) const {
    for (std::size_t i = 0; i < layout_->names; ++i) {
      if (name == layout_->entries[i].name.data()) return &layout_->entries[i];
    }
    return nullptr;
  }

  const int descriptor_;
  Layout* const layout_;
  const std::size_t worker_;
};

Error failure(const char* what) {
  return {"no_shared_page", std::string(what) + ": " + std::strerror(errno)};
}

Layout* map(int descriptor) {
  void* const at = mmap(nullptr, sizeof(Layout), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  return at == MAP_FAILED ? nullptr : static_cast<Layout*>(at);
}

}  // namespace

Result<std::shared_ptr<SharedPage>> SharedPage::create() {
  const int descriptor = memfd_create("hotpin", MFD_CLOEXEC);
  if (descriptor < 0) return failure("cannot make shared memory");
  Layout* layout = ftruncate(descriptor, sizeof(Layout)) == 0 ? map(descriptor) : nullptr;
  if (layout == nullptr) {
    close(descriptor);
    return failure("cannot map shared memory");
  }
  new (layout) Layout;
  init_mutex(layout->mutex);
  return std::shared_ptr<SharedPage>(std::make_shared<MappedPage>(descriptor, layout, 0));
}

Result<std::shared_ptr<SharedPage>> SharedPage::adopt(int descriptor, std::size_t worker) {
  HOTPIN_ASSERT(worker < kMaxWorkers);
  const off_t size = lseek(descriptor, 0, SEEK_END);
  Layout* layout = size == sizeof(Layout) ? map(descriptor) : nullptr;
  if (layout == nullptr || layout->size != sizeof(Layout)) {
    return Error{"no_shared_page", "this is not the shared page of hotpin's workers"};
  }
  fcntl(descriptor, F_SETFD, FD_CLOEXEC);
  return std::shared_ptr<SharedPage>(std::make_shared<MappedPage>(descriptor, layout, worker));
}

}  // namespace hotpin::base
