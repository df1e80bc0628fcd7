package dev.larder.cli.transfer;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A record an element of one top-level JSON array, byte for byte as it stands in the input. It only
 * looks for where elements begin and end (brackets and strings); whether an element is sound JSON
 * is the server's to say, so that one bad element does not lose the others.
 */
final class ArrayReader implements RecordReader {
  private enum State {
    BEFORE_ARRAY,
    BETWEEN,
    AFTER_ELEMENT,
    ENDED
  }

  private final ByteSource source;
  private final BoundedBytes element;
  private State state = State.BEFORE_ARRAY;
  private long number;

  ArrayReader(ByteSource source, int maxRecordBytes) {
    this.source = source;
    this.element = new BoundedBytes(maxRecordBytes);
  }

  @Override
  public @Nullable InputRecord next() throws IOException {
    while (state != State.ENDED) {
      int next = nextSolid();
      if (next == ByteSource.END) {
        return ended("the input ends before the array does");
      }
      switch (state) {
        case BEFORE_ARRAY -> {
          if (next != '[') {
            return ended("expected a JSON array");
          }
          state = State.BETWEEN;
        }
        case AFTER_ELEMENT -> {
          if (next == ']') {
            state = State.ENDED;
          } else if (next == ',') {
            state = State.BETWEEN;
          } else {
            return ended("expected a comma or the end of the array");
          }
        }
        default -> {
          if (next != ']' || number > 0) {
            return element(next);
          }
          state = State.ENDED;
        }
      }
    }
    return null;
  }

  private InputRecord ended(String why) {
    state = State.ENDED;
    return new InputRecord.Broken(number + 1, why);
  }

  private InputRecord element(int first) throws IOException {
    number++;
    boolean whole = depthChange(first) > 0 ? takeNested(first) : takeScalar(first);
    if (!whole) {
      element.take(number);
      number--;
      return ended("the input ends in the middle of an element");
    }
    return element.take(number);
  }

  private boolean takeNested(int first) throws IOException {
    int depth = 0;
    for (int next = first; next != ByteSource.END; next = source.next()) {
      element.add(next);
      if (next == '"') {
        takeString();
      }
      depth += depthChange(next);
      if (depth == 0) {
        state = State.AFTER_ELEMENT;
        return true;
      }
    }
    return false;
  }

  private static int depthChange(int next) {
    return switch (next) {
      case '{', '[' -> 1;
      case '}', ']' -> -1;
      default -> 0;
    };
  }

  /** A string, a number or a word; nothing but a string can hold what ends it. */
  private boolean takeScalar(int first) throws IOException {
    state = State.AFTER_ELEMENT;
    for (int next = first; next != ByteSource.END; next = source.next()) {
      if (next == ',' || next == ']') {
        state = next == ',' ? State.BETWEEN : State.ENDED;
        return true;
      }
      if (isSpace(next)) {
        return true;
      }
      element.add(next);
      if (next == '"') {
        takeString();
      }
    }
    return false;
  }

  private void takeString() throws IOException {
    boolean escaped = false;
    for (int next = source.next(); next != ByteSource.END; next = source.next()) {
      element.add(next);
      if (next == '"' && !escaped) {
        return;
      }
      escaped = next == '\\' && !escaped;
    }
  }

  private int nextSolid() throws IOException {
    int next = source.next();
    while (isSpace(next)) {
      next = source.next();
    }
    return next;
  }

  private static boolean isSpace(int next) {
    return next == ' ' || next == '\n' || next == '\r' || next == '\t';
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
