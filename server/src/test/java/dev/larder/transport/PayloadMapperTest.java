package dev.larder.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.larder.model.Payload.Form;
import dev.larder.v1.Payload;
import dev.larder.v1.Payload.FormCase;
import dev.larder.v1.PayloadView;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PayloadMapperTest {
  private final PayloadMapper mapper = new PayloadMapper(new MessageLimits(1 << 20, 2 << 20, 10));

  @Test
  void json_comesBackByteForByte() {
    for (String json :
        List.of(
            "{ \"b\":1,\n \"a\":1.50 }",
            "\"Zoë 🐧 \\u0041\"",
            "-0",
            "{\"a\":1,\"a\":2}",
            " null ")) {
      var stored = mapper.read(Payload.newBuilder().setJson(json).build(), "payload");
      assertEquals(Form.JSON, stored.form());
      assertEquals(json, mapper.write(stored, PayloadView.PAYLOAD_VIEW_STORED).getJson());
    }
  }

  @Test
  void json_asValue_isExactOrStaysJson() {
    assertTrue(isValue("{\"a\":[1,2.5,true,null,\"x\"],\"b\":{}}"));
    assertTrue(isValue("9007199254740992"));
    assertTrue(isValue("0.1"));
    assertTrue(isValue("1.50"));
    assertTrue(isValue("1e3"));
    assertTrue(isValue("\"\\ud83d\\udc27\""));
    assertTrue(isValue(nested(30)));
    assertFalse(isValue("9007199254740993"), "beyond 2^53");
    assertFalse(isValue("0.12345678901234567890123"), "more digits than a double has");
    assertFalse(isValue("1e400"), "infinite");
    assertFalse(isValue("1e-400"), "vanishes");
    assertFalse(isValue("1e-99999999999999999999"), "an exponent beyond reason");
    assertFalse(isValue("1".repeat(5000)), "many digits");
    assertFalse(isValue("{\"a\":1,\"a\":2}"), "a name twice");
    assertFalse(isValue("\"\\ud83d\""), "a lone surrogate");
    assertFalse(isValue(nested(31)), "too deep");
    assertFalse(isValue("[" + "0,".repeat(200_000) + "0]"), "too large as a value");
  }

  private static String nested(int levels) {
    return "[".repeat(levels) + "]".repeat(levels);
  }

  private boolean isValue(String json) {
    var stored = mapper.read(Payload.newBuilder().setJson(json).build(), "payload");
    return mapper.write(stored, PayloadView.PAYLOAD_VIEW_VALUE).getFormCase() == FormCase.VALUE;
  }

  @Test
  void value_becomesCanonicalJson() {
    Value value =
        Value.newBuilder()
            .setStructValue(
                Struct.newBuilder()
                    .putFields("b", number(1))
                    .putFields("a", number(0.1))
                    .putFields("é", number(-0.0))
                    .putFields("aa", number(1e-7)))
            .build();
    assertEquals("{\"a\":0.1,\"aa\":1.0E-7,\"b\":1,\"é\":-0.0}", stored(value));
  }

  @Test
  void value_thatIsRandom_comesBackEqual() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 2000; i++) {
      Value value = random(random, 4);
      var stored = mapper.read(Payload.newBuilder().setValue(value).build(), "payload");
      assertEquals(
          value,
          mapper.write(stored, PayloadView.PAYLOAD_VIEW_STORED).getValue(),
          () -> "seed " + seed);
    }
  }

  private static Value random(Random random, int depth) {
    return switch (random.nextInt(depth == 0 ? 4 : 6)) {
      case 0 -> Value.newBuilder().setNullValueValue(0).build();
      case 1 -> Value.newBuilder().setBoolValue(random.nextBoolean()).build();
      case 2 -> number(random.nextBoolean() ? random.nextInt() : random.nextGaussian());
      case 3 -> Value.newBuilder().setStringValue(text(random)).build();
      case 4 -> {
        ListValue.Builder list = ListValue.newBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
          list.addValues(random(random, depth - 1));
        }
        yield Value.newBuilder().setListValue(list).build();
      }
      default -> {
        Struct.Builder struct = Struct.newBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
          struct.putFields(text(random), random(random, depth - 1));
        }
        yield Value.newBuilder().setStructValue(struct).build();
      }
    };
  }

  private static String text(Random random) {
    return random
        .ints(random.nextInt(5), 0, 0x20000)
        .filter(point -> point < 0xD800 || point > 0xDFFF)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static Value number(double number) {
    return Value.newBuilder().setNumberValue(number).build();
  }

  private String stored(Value value) {
    return mapper.read(Payload.newBuilder().setValue(value).build(), "payload").bytes().utf8();
  }
}
