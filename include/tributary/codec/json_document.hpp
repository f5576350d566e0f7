#pragma once

// What Json and MessagePack share: nlohmann::json values, built from untrusted bytes and checked before they are
// written. Not in src/, because the types of nlohmann's versions differ and the user's is the one that counts.

#include <tributary/codec/codec_error.hpp>
#include <tributary/codec/text.hpp>

#include <nlohmann/json.hpp>

#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tributary::detail {

using Document = nlohmann::json;

template <class T>
concept ToDocument = std::constructible_from<Document, const T&>;

template <class T>
concept FromDocument = requires(const Document& document) {
  { document.template get<T>() } -> std::convertible_to<T>;
};

/// How deeply lists and maps may nest, both ways: nlohmann's functions call themselves for each level, and what they
/// read may come from anybody.
inline constexpr std::size_t kDocumentDepth = 128;

/// Builds a document from what nlohmann's parsers report, and stops them when it becomes too deep.
class DocumentBuilder final : public nlohmann::json_sax<Document> {
 public:
  /// CodecError when the bytes are none.
  static Document build(std::string_view form, std::string_view bytes, Document::input_format_t format) {
    DocumentBuilder builder;
    if (!Document::sax_parse(bytes.begin(), bytes.end(), &builder, format)) {
      throw_unexpected_text(form, bytes, builder.problem_);
    }
    return std::move(builder.root_);
  }

  bool null() override { return add(nullptr); }
  bool boolean(bool value) override { return add(value); }
  bool number_integer(number_integer_t value) override { return add(value); }
  bool number_unsigned(number_unsigned_t value) override { return add(value); }
  bool number_float(number_float_t value, const string_t&) override { return add(value); }
  bool string(string_t& value) override { return add(std::move(value)); }
  bool binary(binary_t& value) override { return add(std::move(value)); }
  // The sizes are claims, so nothing is reserved for them.
  bool start_object(std::size_t) override { return open(Document::object()); }
  bool start_array(std::size_t) override { return open(Document::array()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(string_t& value) override {
    key_ = std::move(value);
    return true;
  }
  bool parse_error(std::size_t position, const std::string&, const Document::exception&) override {
    problem_ = "wrong near byte " + std::to_string(position);
    return false;
  }

 private:
  Document& place(Document&& value) {
    if (open_.empty()) return root_ = std::move(value);
    Document& parent = *open_.back();
    if (parent.is_object()) return parent[key_] = std::move(value);
    parent.push_back(std::move(value));
    return parent.back();
  }
  template <class Value>
  bool add(Value&& value) {
    place(Document(std::forward<Value>(value)));
    return true;
  }
  bool open(Document&& value) {
    if (open_.size() == kDocumentDepth) {
      problem_ = "nested deeper than " + std::to_string(kDocumentDepth) + " levels";
      return false;
    }
    // Its parent gets no further element before it is closed, so it does not move.
    open_.push_back(&place(std::move(value)));
    return true;
  }
  bool close() {
    open_.pop_back();
    return true;
  }

  Document root_;
  std::vector<Document*> open_;
  std::string key_;
  std::string problem_;
};

/// The value of a document that was read from `bytes`. CodecError when it has another shape.
template <FromDocument T>
T from_document(const Document& document, std::string_view form, std::string_view bytes) {
  try {
    return document.get<T>();
  } catch (const Document::exception& error) {
    std::string_view why = error.what();  // [json.exception.type_error.302] type must be string, but is number
    if (const auto id_end = why.find("] "); id_end != why.npos) why.remove_prefix(id_end + 2);
    throw_unexpected_text(form, bytes, why);
  }
}

/// std::invalid_argument for what is too deep to be read again.
/// What is a document already is not copied: a copy calls itself for each level, before they are counted.
inline const Document& document_of(const Document& document) noexcept { return document; }
template <class T>
Document document_of(const T& value) {
  return Document(value);
}

inline void check_depth(const Document& document, std::string_view form, std::size_t depth = 0) {
  if (!document.is_structured()) return;
  if (depth == kDocumentDepth) {
    throw_bad_value(form, "a value nested deeper than " + std::to_string(kDocumentDepth) + " levels");
  }
  for (const Document& element : document) check_depth(element, form, depth + 1);
}

}  // namespace tributary::detail
