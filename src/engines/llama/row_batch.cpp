#include "engines/llama/row_batch.hpp"

namespace hotpin::engines::llama {

llama_batch RowBatch::of(std::span<const Row> rows) {
  tokens_.clear();
  positions_.clear();
  sequences_.clear();
  wants_.clear();
  for (const Row& row : rows) {
    tokens_.push_back(row.token);
    positions_.push_back(static_cast<llama_pos>(row.position));
    sequences_.push_back(row.sequence);
    wants_.push_back(row.wants_next ? 1 : 0);
  }
  sequence_counts_.assign(rows.size(), 1);
  sequence_lists_.clear();
  for (llama_seq_id& sequence : sequences_) sequence_lists_.push_back(&sequence);

  llama_batch batch{};
  batch.n_tokens = static_cast<std::int32_t>(rows.size());
  batch.token = tokens_.data();
  batch.pos = positions_.data();
  batch.n_seq_id = sequence_counts_.data();
  batch.seq_id = sequence_lists_.data();
  batch.logits = wants_.data();
  return batch;
}

}  // namespace hotpin::engines::llama
