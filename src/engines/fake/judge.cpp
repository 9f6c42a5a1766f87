#include <utility>

#include "engine/context.hpp"
#include "engines/fake/fake.hpp"

namespace hotpin::engines::fake {
namespace {

class FakeTurnJudge final : public engine::TurnJudge {
 public:
  FakeTurnJudge(Script script, std::shared_ptr<base::Executor> timeline)
      : script_(std::move(script)), timeline_(std::move(timeline)) {}

  std::string_view name() const override { return "fake"; }
  base::Status warm_up() override { return base::ok(); }
  std::size_t heard_samples() const override { return std::size_t{8} * engine::kInputRateHz; }

  void judge(std::vector<std::int16_t> /*turn*/, engine::JudgementSink sink,
             std::stop_token stop) override {
    if (script_.judge_finished == -1) return;
    const engine::TurnJudgement judgement{.finished = script_.judge_finished,
                                          .compute_ms = script_.judge_ms};
    timeline_->post_after(base::from_ms(script_.judge_ms),
                          [judgement, sink = std::move(sink), stop = std::move(stop)] {
                            if (!stop.stop_requested()) sink(judgement);
                          });
  }

 private:
  const Script script_;
  const std::shared_ptr<base::Executor> timeline_;
};

}  // namespace

std::unique_ptr<engine::TurnJudge> make_judge(Script script,
                                              std::shared_ptr<base::Executor> timeline) {
  return std::make_unique<FakeTurnJudge>(std::move(script), std::move(timeline));
}

}  // namespace hotpin::engines::fake
