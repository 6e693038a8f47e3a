// Compiled ahead of tfjs-node-gpu's source, to mend who owns the memory that crosses the border.
//
// As the package has it: a fed array whose address happens to be aligned is shared, so a variable assigned from it
// changes with the array and releases it from one of TensorFlow's threads, where Node must not be called; deleting a
// fetched string tensor empties the strings that the graph still holds; the inputs of a failing run are never freed.
#pragma once
#include <cstdlib>
#include <cstring>
#include "tensorflow/c/c_api.h"
#include "tensorflow/c/tf_tensor.h"
#include "tensorflow/core/platform/ctstring_internal.h"

namespace border {

using Release = void (*)(void *data, size_t length, void *argument);

// A fed array: copied at once, and the array released on Node's own thread.
inline TF_Tensor *CopyTensor(TF_DataType type, const int64_t *dims, int rank, void *data,
                             size_t length, Release release, void *argument) {
  TF_Tensor *tensor = TF_AllocateTensor(type, dims, rank, length);
  if (length > 0) std::memcpy(TF_TensorData(tensor), data, length);
  release(data, length, argument);
  return tensor;
}

inline void ReleaseStrings(void *data, size_t length, void *) {
  TF_TString *strings = static_cast<TF_TString *>(data);
  for (size_t i = 0; i < length / sizeof(TF_TString); ++i) TF_TString_Dealloc(strings + i);
  std::free(data);
}

// A fed string tensor owns its strings, so deleting a handle must not.
inline TF_Tensor *AllocateStrings(TF_DataType type, const int64_t *dims, int rank, size_t length) {
  return TF_NewTensor(type, dims, rank, std::calloc(length + 1, 1), length, ReleaseStrings, nullptr);
}

inline void KeepString(TF_TString *) {}

inline void RunSession(TF_Session *session, const TF_Buffer *options, const TF_Output *inputs,
                       TF_Tensor *const *inputValues, int inputCount, const TF_Output *outputs,
                       TF_Tensor **outputValues, int outputCount,
                       const TF_Operation *const *targets, int targetCount, TF_Buffer *metadata,
                       TF_Status *status) {
  TF_SessionRun(session, options, inputs, inputValues, inputCount, outputs, outputValues,
                outputCount, targets, targetCount, metadata, status);
  if (TF_GetCode(status) == TF_OK) return;
  for (int i = 0; i < inputCount; ++i) TF_DeleteTensor(inputValues[i]);
}

}  // namespace border

#define TF_NewTensor border::CopyTensor
#define TF_AllocateTensor border::AllocateStrings
#define TF_TString_Dealloc border::KeepString
#define TF_SessionRun border::RunSession
