#include "core/calendar/SyntaxTree.h"

#include "core/calendar/Refusals.h"

#include <algorithm>

namespace reveille::calendar {

SyntaxTree::Edit SyntaxTree::parse(std::string_view text)
{
    SyntaxTree tree;
    TextParts parts;
    Refusal refusal;
    if (!parseExpression(text, tree.m_expression, parts, refusal))
        return tl::make_unexpected(explain(text, refusal));
    tree.m_text = text;
    tree.m_matches.assign(tree.m_expression);
    tree.makeNodes(parts);
    return tree;
}

void SyntaxTree::makeNodes(const TextParts& parts)
{
    const auto add = [&](Part part, const ByteRange& range) {
        if (range.length > 0)
            m_nodes.push_back({part, range.begin, range.length});
    };
    for (int f = 0; f < kFields; ++f)
        add(static_cast<Part>(f), parts.fields[static_cast<std::size_t>(f)]);
    add(Part::Weekdays, parts.weekdays);
    add(Part::Shorthand, parts.shorthand);
    add(Part::Epoch, parts.epoch);
    add(Part::Zone, parts.zone);
    std::sort(m_nodes.begin(), m_nodes.end(), [](const Node& a, const Node& b) { return a.begin < b.begin; });
    std::vector<Node> all;
    std::size_t at = 0;
    for (const Node& node : m_nodes) {
        if (node.begin > at)
            all.push_back({Part::Separator, at, node.begin - at});
        all.push_back(node);
        at = node.begin + node.length;
    }
    if (at < m_text.size())
        all.push_back({Part::Separator, at, m_text.size() - at});
    m_nodes = std::move(all);
}

std::optional<SyntaxTree::Node> SyntaxTree::node(Part part) const noexcept
{
    const auto found =
        std::find_if(m_nodes.begin(), m_nodes.end(), [part](const Node& node) { return node.part == part; });
    return found == m_nodes.end() ? std::nullopt : std::optional(*found);
}

std::string_view SyntaxTree::textOf(Part part) const noexcept
{
    const auto found = node(part);
    return found ? std::string_view(m_text).substr(found->begin, found->length) : std::string_view();
}

SyntaxTree::Node SyntaxTree::nodeAt(std::size_t column) const noexcept
{
    Node best = m_nodes.front();
    for (const Node& node : m_nodes) {
        if (column < node.begin || column > node.begin + node.length)
            continue;
        const bool inside = column < node.begin + node.length;
        if (node.part != Part::Separator)
            return node;
        if (inside || node.begin + node.length == m_text.size())
            best = node;
    }
    return best;
}

std::vector<int> SyntaxTree::values(Part part) const
{
    const auto fromBits = [](std::uint32_t bits, int first) {
        std::vector<int> values;
        for (int i = 0; i < 31; ++i) {
            if ((bits >> i & 1U) != 0)
                values.push_back(first + i);
        }
        return values;
    };
    if (part == Part::Weekdays)
        return fromBits(m_matches.weekdays, 0);
    if (part == Part::Day && countsFromMonthEnd())
        return fromBits(m_matches.daysFromEnd, 1);
    return part <= Part::Second ? m_matches.values(static_cast<Field>(part)) : std::vector<int>();
}

} // namespace reveille::calendar
