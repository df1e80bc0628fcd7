package dev.larder.cli.console;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * The three standard streams, in UTF-8 whatever the locale, and which of them are terminals. Writes
 * to standard output are buffered until {@link #flush}; they fail with {@link OutputException}.
 * Standard error may be written by any thread, the others by one.
 */
public final class Console {
  private static final int BUFFER_BYTES = 64 * 1024;

  private final InputStream in;
  private final OutputStream out;
  private final PrintStream error;
  private final Terminals terminals;

  /** Over these streams, of which these are terminals. */
  public Console(InputStream in, OutputStream out, OutputStream error, Terminals terminals) {
    this.in = in;
    this.out = new BufferedOutputStream(out, BUFFER_BYTES);
    this.error = new PrintStream(error, true, StandardCharsets.UTF_8);
    this.terminals = terminals;
  }

  /** The process's own streams. */
  public static Console system() {
    return new Console(
        System.in,
        new FileOutputStream(FileDescriptor.out),
        new FileOutputStream(FileDescriptor.err),
        Terminals.system());
  }

  /** Which of the streams are terminals. */
  public Terminals terminals() {
    return terminals;
  }

  /** Standard input. */
  public InputStream in() {
    return in;
  }

  /** Writes a line to standard output. */
  public void line(String text) {
    write((text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Writes bytes to standard output as they are. */
  public void write(byte[] bytes) {
    try {
      out.write(bytes);
    } catch (IOException failure) {
      throw new OutputException(failure);
    }
  }

  /**
   * Standard output for picocli. A writer keeps its failures to itself; what it could not write
   * fails again at the next {@link #flush}.
   */
  public PrintWriter writer() {
    return new PrintWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), true);
  }

  /** Hands what was written to the system. */
  public void flush() {
    try {
      out.flush();
    } catch (IOException failure) {
      throw new OutputException(failure);
    }
  }

  /** Writes a line to standard error; control characters, line ends too, as '·'. */
  public void errorLine(String text) {
    error.print(TextTable.printable(text) + "\n");
    error.flush();
  }

  /** Writes to standard error without ending the line. */
  void errorText(String text) {
    error.print(text);
    error.flush();
  }
}
