// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/archive/binary_iarchive.hpp>
#include <boost/archive/impl/archive_serializer_map.ipp>
#include <boost/archive/impl/basic_binary_iarchive.ipp>
#include <boost/archive/impl/basic_binary_iprimitive.ipp>
#include <boost/serialization/collection_size_type.hpp>
#include <cstddef>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>

namespace lampyris::io {

/// A binary archive of Boost.Serialization to read from, which takes memory for no more values than can
/// follow in what is left of it: Boost alone believes whatever count stands there. Throws std::length_error.
class BoundedArchive
    : public boost::archive::binary_iarchive_impl<BoundedArchive, char, std::char_traits<char>> {
  using Base = boost::archive::binary_iarchive_impl<BoundedArchive, char, std::char_traits<char>>;

 public:
  /// `bytes` lives longer.
  explicit BoundedArchive(std::stringbuf& bytes) : Base(bytes, 0), bytes_(bytes) { init(0); }

  using Base::load_override;
  /// Reads the count of a vector, no element of which is kept in less than 8 bytes.
  void load_override(boost::serialization::collection_size_type& count) {
    Base::load_override(count);
    constexpr std::size_t least = 8;
    require(std::as_const(count), least);
  }
  /// Reads a yes or no: any other byte in its place is none.
  void load_override(bool& value) {
    unsigned char byte = 0;
    load_binary(&byte, sizeof(byte));
    if (byte > 1) throw std::length_error("neither yes nor no");
    value = byte == 1;
  }
  /// Reads a text.
  void load_override(std::string& text) {
    std::size_t size = 0;
    load(size);
    require(size, 1);
    text.resize(size);
    load_binary(text.data(), size);
  }

 private:
  void require(std::size_t count, std::size_t size) const {
    const auto left = bytes_.in_avail();
    if (left < 0 || count > static_cast<std::size_t>(left) / size) {
      throw std::length_error("more values than the archive can hold");
    }
  }

  std::stringbuf& bytes_;
};

}  // namespace lampyris::io

BOOST_SERIALIZATION_USE_ARRAY_OPTIMIZATION(lampyris::io::BoundedArchive)
