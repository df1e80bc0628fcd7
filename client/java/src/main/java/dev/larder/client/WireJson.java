package dev.larder.client;

import com.google.gson.stream.JsonWriter;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;

/** The JSON text of a value that came as a message. */
final class WireJson {
  private static final double LARGEST_EXACT_INTEGER = 0x1p53;

  private WireJson() {}

  static String text(Value value) {
    StringWriter text = new StringWriter();
    JsonWriter writer = new JsonWriter(text);
    writer.setHtmlSafe(false);
    writer.setSerializeNulls(true);
    try {
      write(writer, value);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString();
  }

  private static void write(JsonWriter writer, Value value) throws IOException {
    switch (value.getKindCase()) {
      case NULL_VALUE, KIND_NOT_SET -> writer.nullValue();
      case BOOL_VALUE -> writer.value(value.getBoolValue());
      case STRING_VALUE -> writer.value(value.getStringValue());
      case NUMBER_VALUE -> write(writer, value.getNumberValue());
      case STRUCT_VALUE -> write(writer, value.getStructValue());
      case LIST_VALUE -> {
        writer.beginArray();
        for (Value element : value.getListValue().getValuesList()) {
          write(writer, element);
        }
        writer.endArray();
      }
    }
  }

  private static void write(JsonWriter writer, Struct struct) throws IOException {
    writer.beginObject();
    for (Map.Entry<String, Value> field : struct.getFieldsMap().entrySet()) {
      writer.name(field.getKey());
      write(writer, field.getValue());
    }
    writer.endObject();
  }

  private static void write(JsonWriter writer, double number) throws IOException {
    if (isExactInteger(number)) {
      writer.value((long) number);
    } else {
      writer.value(number);
    }
  }

  // No integer is the negative zero, which the server keeps apart from zero.
  private static boolean isExactInteger(double number) {
    return number == Math.rint(number)
        && Math.abs(number) <= LARGEST_EXACT_INTEGER
        && !Double.valueOf(number).equals(-0.0);
  }
}
