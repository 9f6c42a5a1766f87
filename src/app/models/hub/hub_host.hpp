#pragma once

namespace hotpin::app {

/// The public hub of models that other programs' "hf:" names mean too; HF_ENDPOINT names another.
inline constexpr const char* kPublicHub = "https://huggingface.co";
/// Its short name, as in "hf.co/OWNER/REPO:QUANT".
inline constexpr const char* kShortHub = "hf.co";

}  // namespace hotpin::app
