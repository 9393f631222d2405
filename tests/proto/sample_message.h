#pragma once

#include <memory>
#include <string>

#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/dynamic_message.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

namespace torntape::proto::testing {

// A message type with a field of each kind that a reader meets, made at run time so that the
// contracts need not hold a type for tests.
class SampleType {
 public:
  SampleType() {
    google::protobuf::FileDescriptorProto file;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(R"(
        name: "sample.proto" syntax: "proto3"
        enum_type { name: "Colour"
          value { name: "COLOUR_UNSPECIFIED" number: 0 }
          value { name: "RED" number: 1 }
          value { name: "DARK_GREEN" number: 2 } }
        message_type { name: "Sample"
          oneof_decl { name: "choice" }
          field { name: "name" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL }
          field { name: "count" number: 2 type: TYPE_UINT32 label: LABEL_OPTIONAL }
          field { name: "offset" number: 3 type: TYPE_INT64 label: LABEL_OPTIONAL }
          field { name: "ratio" number: 4 type: TYPE_DOUBLE label: LABEL_OPTIONAL }
          field { name: "weight" number: 5 type: TYPE_FLOAT label: LABEL_OPTIONAL }
          field { name: "enabled" number: 6 type: TYPE_BOOL label: LABEL_OPTIONAL }
          field { name: "colour" number: 7 type: TYPE_ENUM label: LABEL_OPTIONAL
                  type_name: ".Colour" }
          field { name: "names" number: 8 type: TYPE_STRING label: LABEL_REPEATED }
          field { name: "numbers" number: 9 type: TYPE_INT32 label: LABEL_REPEATED }
          field { name: "colours" number: 10 type: TYPE_ENUM label: LABEL_REPEATED
                  type_name: ".Colour" }
          field { name: "inner" number: 11 type: TYPE_MESSAGE label: LABEL_OPTIONAL
                  type_name: ".Sample" }
          field { name: "items" number: 12 type: TYPE_MESSAGE label: LABEL_REPEATED
                  type_name: ".Sample" }
          field { name: "left" number: 13 type: TYPE_STRING label: LABEL_OPTIONAL oneof_index: 0 }
          field { name: "right" number: 14 type: TYPE_STRING label: LABEL_OPTIONAL oneof_index: 0 }
          field { name: "big" number: 15 type: TYPE_UINT64 label: LABEL_OPTIONAL }
          field { name: "small" number: 16 type: TYPE_INT32 label: LABEL_OPTIONAL }
        })",
                                                              &file));
    const google::protobuf::FileDescriptor* built = pool_.BuildFile(file);
    EXPECT_NE(built, nullptr);
    type_ = built->FindMessageTypeByName("Sample");
  }

  std::unique_ptr<google::protobuf::Message> Make() {
    return std::unique_ptr<google::protobuf::Message>(factory_.GetPrototype(type_)->New());
  }

 private:
  google::protobuf::DescriptorPool pool_;
  google::protobuf::DynamicMessageFactory factory_{&pool_};
  const google::protobuf::Descriptor* type_ = nullptr;
};

}  // namespace torntape::proto::testing
