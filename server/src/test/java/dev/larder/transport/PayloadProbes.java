package dev.larder.transport;

import com.google.protobuf.ByteString;
import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import java.util.List;

/** Payloads at, under and over their bounds. */
final class PayloadProbes {
  private static final String JSON = "JSON_INVALID";
  private static final String TOO_LARGE = "VALUE_TOO_LARGE";

  private PayloadProbes() {}

  static List<Probe> json(int most) {
    return List.of(
        Probe.ok("one under", string(most - 1)),
        Probe.ok("at the limit", string(most)),
        Probe.bad(TOO_LARGE, "one over", string(most + 1)),
        Probe.bad(TOO_LARGE, "over in bytes, not in chars", "\"" + "🐧".repeat(most / 4) + "\""),
        Probe.ok("4-byte UTF-8", "\"🐧\""),
        Probe.ok("a scalar", "1"),
        Probe.ok("a number of many digits", "1".repeat(5000)),
        Probe.ok("a lone surrogate by escape", "\"\\ud800\""),
        Probe.ok("a name twice", "{\"a\":1,\"a\":2}"),
        Probe.ok("deep", nested(500)),
        Probe.bad(JSON, "too deep", nested(501)),
        Probe.bad(JSON, "much too deep", nested(most / 2)),
        Probe.bad(JSON, "deep and not closed", "[".repeat(most)),
        Probe.bad(JSON, "empty", ""),
        Probe.bad(JSON, "blank", " \n"),
        Probe.bad(JSON, "NUL", "\0"),
        Probe.bad(JSON, "NUL in a string", "\"\0\""),
        Probe.bad(JSON, "two values", "1 2"),
        Probe.bad(JSON, "half an object", "{\"a\":"),
        Probe.bad(JSON, "a trailing comma", "[1,]"),
        Probe.bad(JSON, "a comment", "[1] // one"),
        Probe.bad(JSON, "single quotes", "'a'"),
        Probe.bad(JSON, "a bare word", "nul"),
        Probe.bad(JSON, "NaN", "NaN"),
        Probe.bad(JSON, "a leading zero", "01"),
        Probe.bad(JSON, "a leading plus", "+1"),
        Probe.bad(JSON, "a bad escape", "\"\\x\""),
        Probe.bad(JSON, "a lone surrogate in a name", "{\"\\ud800\":1}"),
        Probe.bad(JSON, "a byte order mark", "\uFEFF1"),
        Probe.bad(JSON, "UTF-16 in disguise", "\0001\0002"));
  }

  static List<Probe> data(int most) {
    return List.of(
        Probe.ok("empty", ByteString.EMPTY),
        Probe.ok("no UTF-8", ByteString.copyFrom(new byte[] {(byte) 0xC3, 0, (byte) 0xFF})),
        Probe.ok("one under", ByteString.copyFrom(new byte[most - 1])),
        Probe.ok("at the limit", ByteString.copyFrom(new byte[most])),
        Probe.bad(TOO_LARGE, "one over", ByteString.copyFrom(new byte[most + 1])));
  }

  static List<Probe> value(int most) {
    return List.of(
        Probe.ok("at 2^53", number(9_007_199_254_740_992.0)),
        Probe.bad(JSON, "beyond 2^53", number(9_007_199_254_740_994.0)),
        Probe.bad(JSON, "far beyond 2^53", number(-1e300)),
        Probe.bad(JSON, "NaN", number(Double.NaN)),
        Probe.bad(JSON, "infinity", number(Double.POSITIVE_INFINITY)),
        Probe.bad(JSON, "no kind", Value.getDefaultInstance()),
        Probe.bad(JSON, "no kind inside", list(Value.getDefaultInstance())),
        Probe.ok("null", Value.newBuilder().setNullValue(NullValue.NULL_VALUE).build()),
        Probe.bad(
            "POLICY_INVALID", "unknown null", Value.newBuilder().setNullValueValue(7).build()),
        Probe.ok("deep lists", lists(30)),
        Probe.bad(JSON, "too deep lists", lists(31)),
        Probe.ok("deep objects", objects(30)),
        Probe.bad("REQUEST_INVALID", "too deep for protobuf", objects(34)),
        Probe.ok("at the limit", Value.newBuilder().setStringValue("a".repeat(most - 4)).build()),
        Probe.bad(TOO_LARGE, "over", Value.newBuilder().setStringValue("a".repeat(most)).build()));
  }

  private static String string(int bytes) {
    return "\"" + "a".repeat(bytes - 2) + "\"";
  }

  private static String nested(int levels) {
    return "[".repeat(levels) + "]".repeat(levels);
  }

  private static Value number(double number) {
    return Value.newBuilder().setNumberValue(number).build();
  }

  private static Value list(Value element) {
    return Value.newBuilder().setListValue(ListValue.newBuilder().addValues(element)).build();
  }

  static Value lists(int levels) {
    Value value = Value.newBuilder().setListValue(ListValue.getDefaultInstance()).build();
    for (int i = 1; i < levels; i++) {
      value = list(value);
    }
    return value;
  }

  static Value objects(int levels) {
    Value value = Value.newBuilder().setStructValue(Struct.getDefaultInstance()).build();
    for (int i = 1; i < levels; i++) {
      value = Value.newBuilder().setStructValue(Struct.newBuilder().putFields("a", value)).build();
    }
    return value;
  }
}
