#pragma once

#include <llama.h>

#include <cstdint>
#include <span>
#include <vector>

#include "engines/llama/schedule/decoder.hpp"

namespace hotpin::engines::llama {

/// Rows in the arrays that llama.cpp reads them from. Owned by a decoder; its thread only.
class RowBatch {
 public:
  /// Points into this, until the next call.
  llama_batch of(std::span<const Row> rows);

 private:
  std::vector<Token> tokens_;
  std::vector<llama_pos> positions_;
  std::vector<llama_seq_id> sequences_;
  std::vector<llama_seq_id*> sequence_lists_;  // of one sequence each
  std::vector<std::int32_t> sequence_counts_;
  std::vector<std::int8_t> wants_;
};

}  // namespace hotpin::engines::llama
