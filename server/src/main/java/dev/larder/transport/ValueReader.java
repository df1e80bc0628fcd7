package dev.larder.transport;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.NumberOutput;
import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * From JSON to a protobuf value, where the value says exactly the same: no name twice in an object,
 * no lone surrogate, no nesting deeper than {@link ValueWriter#DEEPEST}, and every number one that
 * the shortest form of its double gives back.
 *
 * <p>For one text; not thread-safe.
 */
final class ValueReader {
  /** A double never needs more digits, and exact arithmetic on many more would be slow. */
  private static final int LONGEST_NUMBER = 40;

  private final JsonParser json;

  private ValueReader(JsonParser json) {
    this.json = json;
  }

  /** The value; empty when it could not be exact. The text must be JSON. */
  static Optional<Value> exact(String text) {
    try (JsonParser json = JsonText.FACTORY.createParser(text)) {
      json.nextToken();
      return Optional.of(new ValueReader(json).read(0));
    } catch (InexactException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("stored JSON does not parse", e);
    }
  }

  private Value read(int depth) throws IOException, InexactException {
    JsonToken token = json.currentToken();
    if (token == JsonToken.START_OBJECT) {
      return Value.newBuilder().setStructValue(readObject(inside(depth))).build();
    }
    if (token == JsonToken.START_ARRAY) {
      return Value.newBuilder().setListValue(readArray(inside(depth))).build();
    }
    return readScalar(token);
  }

  private Value readScalar(JsonToken token) throws IOException, InexactException {
    Value.Builder value = Value.newBuilder();
    return switch (token) {
      case VALUE_NULL -> value.setNullValue(NullValue.NULL_VALUE).build();
      case VALUE_TRUE -> value.setBoolValue(true).build();
      case VALUE_FALSE -> value.setBoolValue(false).build();
      case VALUE_STRING -> value.setStringValue(sound(json.getText())).build();
      default -> value.setNumberValue(number(json.getText())).build();
    };
  }

  private Struct readObject(int depth) throws IOException, InexactException {
    Struct.Builder struct = Struct.newBuilder();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = sound(json.currentName());
      if (struct.containsFields(name)) {
        throw new InexactException();
      }
      json.nextToken();
      struct.putFields(name, read(depth));
    }
    return struct.build();
  }

  private ListValue readArray(int depth) throws IOException, InexactException {
    ListValue.Builder list = ListValue.newBuilder();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      list.addValues(read(depth));
    }
    return list.build();
  }

  private static int inside(int depth) throws InexactException {
    if (depth == ValueWriter.DEEPEST) {
      throw new InexactException();
    }
    return depth + 1;
  }

  private static double number(String text) throws InexactException {
    double number = text.length() > LONGEST_NUMBER ? Double.NaN : Double.parseDouble(text);
    if (!(Math.abs(number) <= ValueWriter.LARGEST_WHOLE) || !sameNumber(text, number)) {
      throw new InexactException();
    }
    return number;
  }

  /**
   * Exponents may be absurd, so the sign is compared before digits are. The shortest form is the
   * one that {@link ValueWriter} writes; before JDK 19 {@code Double.toString} is sometimes longer.
   */
  private static boolean sameNumber(String text, double number) throws InexactException {
    BigDecimal written = decimal(text);
    return written.signum() == (int) Math.signum(number)
        && (written.compareTo(new BigDecimal(NumberOutput.toString(number, true))) == 0
            || written.compareTo(new BigDecimal(number)) == 0);
  }

  private static BigDecimal decimal(String text) throws InexactException {
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException e) {
      throw new InexactException(e);
    }
  }

  private static String sound(String text) throws InexactException {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (!Character.isSurrogatePair(
            text.charAt(i), i + 1 < text.length() ? text.charAt(i + 1) : '\0')) {
          throw new InexactException();
        }
        i++;
      }
    }
    return text;
  }

  /** The text says more than a value can. */
  private static final class InexactException extends Exception {
    private static final long serialVersionUID = 1L;

    InexactException() {
      super("not exact as a value", null, false, false);
    }

    InexactException(Throwable cause) {
      super("not exact as a value", cause, false, false);
    }
  }
}
