#pragma once

#include <tributary/model/operations.hpp>

#include <array>
#include <memory>
#include <new>
#include <optional>
#include <utility>

namespace tributary::detail {

// How the results of load() and load_existing() are made, for each model and each choice of fields.

template <class M, class... F>
inline constexpr std::array<const FieldInfo*, sizeof...(F)> some_fields{&field_info<M, F>()...};

/// False when there is no record.
template <class M, class... F>
bool decode_into(M& model, const ReplyView& reply) {
  Record& record = RecordAccess::record(model);
  if constexpr (sizeof...(F) == 0 || model_info<M>.schema_version > 0) {
    return decode_record(model_info<M>, record, reply);
  } else {
    return decode_fields(model_info<M>, some_fields<M, F...>, record, reply);
  }
}

/// Makes the value of a result where it stays, without copying a model.
template <class M, class... F>
void decode_loaded(void* storage, const ReplyView& reply) {
  using Loaded = std::optional<M>;
  auto loaded = std::make_unique<Loaded>(std::in_place);
  if (!decode_into<M, F...>(loaded->value(), reply)) loaded->reset();
  if constexpr (fits_slot<Loaded>) {
    construct_slot_value<Loaded>(storage, [&loaded]() -> Loaded&& { return std::move(*loaded); });
  } else {
    ::new (storage) Loaded* {loaded.release()};
  }
}

template <class M, class... F>
void decode_existing(void* storage, const ReplyView& reply) {
  static_assert(!fits_slot<M>, "a record is larger than a slot");
  auto loaded = std::make_unique<M>();
  if (!decode_into<M, F...>(*loaded, reply)) throw_no_record();
  ::new (storage) M* {loaded.release()};
}

template <class M>
Record* loaded_record(Slot& result) noexcept {
  auto& loaded = result.value<std::optional<M>>();
  return loaded ? &RecordAccess::record(*loaded) : nullptr;
}
template <class M>
Record* existing_record(Slot& result) noexcept {
  return &RecordAccess::record(result.value<M>());
}

template <class M, class... F>
inline constexpr ResultType loaded_type{&decode_loaded<M, F...>, destroy_function<std::optional<M>>};
template <class M, class... F>
inline constexpr ResultType existing_type{&decode_existing<M, F...>, destroy_function<M>};

template <class M, class... F>
inline constexpr FieldList fields_to_load =
    model_info<M>.schema_version > 0 ? FieldList{} : FieldList{some_fields<M, F...>};
template <class M, class... F>
inline constexpr LoadPlan load_plan{&model_info<M>, fields_to_load<M, F...>, &loaded_type<M, F...>, &loaded_record<M>};
template <class M, class... F>
inline constexpr LoadPlan existing_plan{&model_info<M>, fields_to_load<M, F...>, &existing_type<M, F...>,
                                        &existing_record<M>};

template <class M>
const LoadPlan& whole_plan() {
  return load_plan<M>;
}

}  // namespace tributary::detail
