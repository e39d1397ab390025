// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/field_tree.h"

#include <gtest/gtest.h>

namespace mqttscope::base {
namespace {

constexpr FieldId kGroup{1};
constexpr FieldId kByte{2};
constexpr FieldId kFlag{3};

FieldTree sample() {
    FieldTree tree;
    tree.enter(kGroup, {0, 0});
    tree.enter(kByte, {4, 1});
    tree.add(kFlag, {4, 1});
    tree.leave();
    tree.add(kByte, {5, 3});
    tree.leave();
    tree.add(kByte, {8, 1});
    return tree;
}

TEST(FieldTree, keepsPreOrderParentsAndEnds) {
    const auto tree = sample();
    ASSERT_EQ(tree.nodes.size(), 5U);
    EXPECT_EQ(tree.nodes[0].end, 4U);
    EXPECT_EQ(tree.nodes[1].parent, 0U);
    EXPECT_EQ(tree.nodes[2].parent, 1U);
    EXPECT_EQ(tree.nodes[3].parent, 0U);
    EXPECT_EQ(tree.nodes[4].parent, FieldNode::kNone);
}

TEST(FieldTree, aGroupWithoutARangeCoversItsChildren) {
    EXPECT_EQ(sample().nodes[0].range, (ByteRange{4, 4}));
}

TEST(FieldTree, aByteBelongsToItsDeepestField) {
    const auto tree = sample();
    EXPECT_EQ(tree.nodeAt(6), 3U);
    EXPECT_EQ(tree.nodeAt(8), 4U);
    EXPECT_EQ(tree.nodeAt(9), FieldNode::kNone);
}

TEST(FieldTree, aByteOfFlagsBelongsToTheByteNotToOneFlag) {
    EXPECT_EQ(sample().nodeAt(4), 1U);
}

} // namespace
} // namespace mqttscope::base
