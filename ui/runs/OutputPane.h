#pragma once

#include "core/model/Run.h"
#include "ui/text/TimeView.h"

#include <optional>

#include <QWidget>

class QComboBox;
class QHBoxLayout;
class QLabel;
class QPlainTextEdit;
class QTabBar;
class QToolButton;

namespace reveille::ui {

class FactsColumn;
class RoleLabel;

/// One run in full: its steps with their times, and what the command printed, as plain text. Where the
/// command failed and was run again, each try can be chosen.
class OutputPane final : public QWidget
{
    Q_OBJECT

public:
    explicit OutputPane(QWidget* parent = nullptr);

    void showRun(const Run& run, const TimeView& view);
    void showOutput(const RunOutput& output);
    /// Instead of output: that it is being fetched, or why it could not be.
    void showNote(const QString& note);
    void clear();
    [[nodiscard]] QString shownText() const;

Q_SIGNALS:
    void saveRequested(const QByteArray& bytes, const QString& suggestedName);

private:
    void buildToolbar(QHBoxLayout* row);
    void showStream();
    void fillTries();
    /// The chosen try if it is not the last one; the last one is the run itself.
    [[nodiscard]] const RunAttempt* chosenTry() const;
    [[nodiscard]] bool isErrors() const;

    FactsColumn* m_steps;
    RoleLabel* m_summary;
    QTabBar* m_streams;
    QComboBox* m_tries;
    QPlainTextEdit* m_text;
    QLabel* m_kept;
    QToolButton* m_follow;
    QToolButton* m_copy;
    QToolButton* m_save;
    std::optional<Run> m_run;
    std::optional<RunOutput> m_output;
    QString m_note;
    QByteArray m_shown;
    bool m_anyShown = false;
};

/// The steps of a run: what, when, how long until the next.
struct Fact;
[[nodiscard]] QVector<Fact> stepFacts(const Run& run, const TimeView& view);
/// "Try 1: Failed with exit code 3"
[[nodiscard]] QString tryText(const RunAttempt& attempt);
/// "4.1 KiB of 9.8 MiB kept", "312 bytes"; empty for nothing written.
[[nodiscard]] QString keptText(qint64 written, qint64 kept);

} // namespace reveille::ui
