#pragma once

#include "core/calendar/Expression.h"
#include "core/calendar/MatchSet.h"
#include "core/calendar/ParseError.h"
#include "core/calendar/Parser.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

namespace reveille::calendar {

/// The parts that a text is written in.
enum class Part : std::uint8_t
{
    Year,
    Month,
    Day,
    Hour,
    Minute,
    Second,
    Weekdays,
    Shorthand,
    Epoch,
    Zone,
    Separator ///< spaces, colons, dashes and the tilde between the others
};

[[nodiscard]] constexpr Part partOf(Field field) noexcept
{
    return static_cast<Part>(field);
}

/// A text that can be edited part by part without touching any other byte. Immutable: every edit gives a new
/// tree (or says why the result would not be an event), and for every tree, parsing its text gives the same
/// tree again. An edit that needs a part which is not written adds it, with the parts it needs around it, at
/// their old meaning; a shorthand or an epoch is spelt out first.
class SyntaxTree
{
public:
    struct Node
    {
        Part part = Part::Separator;
        std::size_t begin = 0; ///< bytes
        std::size_t length = 0;

        friend bool operator==(const Node&, const Node&) = default;
    };
    using Edit = tl::expected<SyntaxTree, ParseError>;

    [[nodiscard]] static Edit parse(std::string_view text);

    [[nodiscard]] const std::string& text() const noexcept { return m_text; }
    /// All nodes in order; together they are the whole text.
    [[nodiscard]] const std::vector<Node>& nodes() const noexcept { return m_nodes; }
    [[nodiscard]] std::optional<Node> node(Part part) const noexcept;
    [[nodiscard]] bool has(Part part) const noexcept { return node(part).has_value(); }
    /// As typed; empty if the part is not written.
    [[nodiscard]] std::string_view textOf(Part part) const noexcept;
    /// The node that a caret at this byte is in; between two nodes, the one that is not a separator.
    [[nodiscard]] Node nodeAt(std::size_t column) const noexcept;

    [[nodiscard]] const Expression& expression() const noexcept { return m_expression; }
    [[nodiscard]] const MatchSet& matches() const noexcept { return m_matches; }
    /// `~` before the day: its values count from the last day of the month, which is 1.
    [[nodiscard]] bool countsFromMonthEnd() const noexcept { return m_expression.fromMonthEnd; }
    /// What the field lets through, written or not; weekdays are 0 (Monday) to 6. Whole seconds only.
    [[nodiscard]] std::vector<int> values(Part part) const;

    /// Writes a part anew. A day may begin with `~` or `-` to say where it counts from; without, that stays.
    /// An empty text takes weekdays or zone away and makes any other field `*` (hour, minute, second: 0).
    [[nodiscard]] Edit withText(Part part, std::string_view written) const;
    /// Writes a part from its values, compactly. An empty set is refused.
    [[nodiscard]] Edit withValues(Part part, const std::vector<int>& values) const;
    /// Days counted from the last one of the month (1), 1 to 28.
    [[nodiscard]] Edit withDaysFromMonthEnd(const std::vector<int>& values) const;
    /// Nothing takes the zone away.
    [[nodiscard]] Edit withZone(const std::optional<TimeZone>& zone) const;
    /// The same event with shorthand or epoch spelt out field by field.
    [[nodiscard]] SyntaxTree spelledOut() const;

    friend bool operator==(const SyntaxTree& a, const SyntaxTree& b) noexcept
    {
        return a.m_text == b.m_text && a.m_nodes == b.m_nodes && a.m_expression == b.m_expression;
    }

private:
    SyntaxTree() = default;
    void makeNodes(const TextParts& parts);
    [[nodiscard]] Edit checked(std::string text, Part edited, std::string_view written) const;
    [[nodiscard]] Edit withoutPart(Part part) const;
    [[nodiscard]] std::size_t bodyLength() const noexcept;

    std::string m_text;
    std::vector<Node> m_nodes;
    Expression m_expression;
    MatchSet m_matches;
};

} // namespace reveille::calendar
