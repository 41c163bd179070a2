package io.tsdb.ingest.cli;

import java.io.Console;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows on a terminal how far a command is; shows nothing where there is none. */
final class ProgressLine implements AutoCloseable {

  private final Optional<ProgressBar> bar;

  private ProgressLine(Optional<ProgressBar> bar) {
    this.bar = bar;
  }

  /** Shows nothing. */
  static ProgressLine none() {
    return new ProgressLine(Optional.empty());
  }

  /**
   * @param bytes how far the way is
   */
  static ProgressLine start(String what, long bytes) {
    if (!onTerminal()) {
      return none();
    }
    return new ProgressLine(
        Optional.of(
            new ProgressBarBuilder()
                .setTaskName(what)
                .setInitialMax(bytes)
                .setUnit(" MiB", 1024 * 1024)
                .setStyle(ProgressBarStyle.ASCII)
                .build()));
  }

  /** From Java 22 on there is a console without a terminal, too; it says so itself. */
  @SuppressWarnings("SystemConsoleNull")
  private static boolean onTerminal() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException e) {
      return true; // before Java 22
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }

  void to(long bytes) {
    bar.ifPresent(shown -> shown.stepTo(bytes));
  }

  /** A stream whose bytes are counted as way that is done. */
  InputStream counting(InputStream stream) {
    return new FilterInputStream(stream) {
      @Override
      public int read() throws IOException {
        int read = super.read();
        step(read < 0 ? 0 : 1);
        return read;
      }

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = super.read(buffer, offset, length);
        step(Math.max(read, 0));
        return read;
      }
    };
  }

  private void step(long bytes) {
    bar.ifPresent(shown -> shown.stepBy(bytes));
  }

  @Override
  public void close() {
    bar.ifPresent(ProgressBar::close);
  }
}
