package dev.larder.transport;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.google.protobuf.NullValue;
import com.google.protobuf.Value;
import dev.larder.model.Bytes;
import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * From a protobuf value to its canonical JSON: no spaces, names sorted by their UTF-16 code units,
 * whole numbers without fraction or exponent, others in the shortest form that reads back as the
 * same double. Equal values give equal bytes, so that their etags are equal too.
 *
 * <p>For one value; not thread-safe.
 */
final class ValueWriter {
  /** The largest whole number up to which doubles have every other one too. */
  static final double LARGEST_WHOLE = 1L << 53;

  /**
   * An object takes three levels of messages (value, struct, map entry), and protobuf readers give
   * up at 100: so deep an answer of any RPC can still be read.
   */
  static final int DEEPEST = 30;

  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER).build();

  private final JsonGenerator json;
  private final String field;

  private ValueWriter(JsonGenerator json, String field) {
    this.json = json;
    this.field = field;
  }

  /** The canonical JSON in UTF-8; JSON_INVALID when the value cannot be kept exactly. */
  static Bytes canonicalJson(Value value, String field) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(value.getSerializedSize());
    try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
      new ValueWriter(json, field).write(value, 0);
    } catch (IOException e) {
      throw new UncheckedIOException("a value could not be written into memory", e);
    }
    return Bytes.wrap(bytes.toByteArray());
  }

  private void write(Value value, int depth) throws IOException {
    switch (value.getKindCase()) {
      case NULL_VALUE -> writeNull(value.getNullValue());
      case NUMBER_VALUE -> writeNumber(value.getNumberValue());
      case STRING_VALUE -> json.writeString(value.getStringValue());
      case BOOL_VALUE -> json.writeBoolean(value.getBoolValue());
      case STRUCT_VALUE -> writeObject(value.getStructValue().getFieldsMap(), inside(depth));
      case LIST_VALUE -> writeArray(value.getListValue().getValuesList(), inside(depth));
      case KIND_NOT_SET -> throw refused("a value without a kind");
    }
  }

  private void writeNull(NullValue value) throws IOException {
    if (value == NullValue.UNRECOGNIZED) {
      throw FieldChecks.unknownNumber(field);
    }
    json.writeNull();
  }

  private void writeNumber(double number) throws IOException {
    if (!Double.isFinite(number)) {
      throw refused("NaN and infinities are not JSON");
    }
    if (Math.abs(number) > LARGEST_WHOLE) {
      throw refused("a number beyond 2^53 cannot be kept exactly as a value; put it as json");
    }
    boolean negativeZero = number == 0 && 1 / number < 0;
    if (number == Math.rint(number) && !negativeZero) {
      json.writeNumber((long) number);
    } else {
      json.writeNumber(number);
    }
  }

  private void writeObject(Map<String, Value> members, int depth) throws IOException {
    json.writeStartObject();
    for (Map.Entry<String, Value> member : new TreeMap<>(members).entrySet()) {
      json.writeFieldName(member.getKey());
      write(member.getValue(), depth);
    }
    json.writeEndObject();
  }

  private void writeArray(Iterable<Value> values, int depth) throws IOException {
    json.writeStartArray();
    for (Value value : values) {
      write(value, depth);
    }
    json.writeEndArray();
  }

  private int inside(int depth) {
    if (depth == DEEPEST) {
      throw refused("nests deeper than " + DEEPEST + " levels; put it as json");
    }
    return depth + 1;
  }

  private CacheException refused(String why) {
    return CacheException.invalid(Reason.JSON_INVALID, field, why);
  }
}
