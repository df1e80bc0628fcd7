package dev.larder.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import dev.larder.v1.Entry;
import dev.larder.v1.GetObjectRequest;
import dev.larder.v1.Key;
import dev.larder.v1.Outcome;
import dev.larder.v1.Payload;
import dev.larder.v1.PutObjectRequest;
import io.grpc.Status.Code;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every field of every request, at its limit, one under, one over and far off: each gets the
 * documented answer, and afterwards the server goes on and has lost nothing. A field that is added
 * without a bound being thought of fails here.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputTest {
  private static final int MAX_PAYLOAD = 64 << 10;
  private static final int MAX_ITEMS = 10;
  private static final Key KEPT =
      Key.newBuilder().setNamespace("kept").setKind("things").setId("T1").build();

  /** The request was sound; what is stored made it fail. */
  private static final Set<String> OF_THE_STATE =
      Set.of(
          "NAMESPACE_NOT_FOUND",
          "KIND_NOT_FOUND",
          "VERSION_CONFLICT",
          "ALREADY_EXISTS",
          "FILL_LOST");

  private final FieldBounds bounds = new FieldBounds(MAX_PAYLOAD, MAX_ITEMS);
  private TestingServer server;
  private RawCalls calls;
  private Entry kept;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    server =
        TestingServer.start(
            directory,
            new TestingSettings()
                .with("max-payload-bytes", Integer.toString(MAX_PAYLOAD))
                .with("max-batch-items", Integer.toString(MAX_ITEMS)));
    calls = new RawCalls(server.channel);
    server
        .cache()
        .putObject(
            PutObjectRequest.newBuilder()
                .setKey(KEPT)
                .setPayload(Payload.newBuilder().setData(ByteString.copyFromUtf8("precious")))
                .build());
    kept = read(KEPT);
  }

  @AfterEach
  void nothingIsLost() {
    assertEquals(kept, read(KEPT));
  }

  private Entry read(Key key) {
    var answer = server.cache().getObject(GetObjectRequest.newBuilder().setKey(key).build());
    assertEquals(Outcome.OUTCOME_FRESH, answer.getOutcome());
    return answer.getEntry();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void everyRequest_hasASoundExample() {
    Set<String> examples =
        Requests.all().stream()
            .map(request -> request.getDescriptorForType().getFullName())
            .collect(Collectors.toSet());
    assertEquals(
        RawCalls.methods()
            .map(method -> method.getInputType().getFullName())
            .collect(Collectors.toSet()),
        examples);
    for (Message request : Requests.all()) {
      assertTrue(isAccepted(errorOf(request)), () -> request.getDescriptorForType().getName());
    }
  }

  @Test
  void everyField_hasABound() {
    List<String> forgotten =
        paths().filter(path -> bounds.of(path) == null).map(RequestPath::toString).toList();
    assertEquals(List.of(), forgotten);
  }

  @TestFactory
  Stream<DynamicTest> field_atAndBeyondItsBounds_getsTheDocumentedAnswer() {
    return paths().map(path -> dynamicTest(path.toString(), () -> probe(path)));
  }

  private void probe(RequestPath path) {
    List<Probe> probes = bounds.of(path);
    assertNotNull(probes);
    Message sound = soundRequest(path);
    List<String> wrong = new ArrayList<>();
    for (Probe probe : probes) {
      Status error = errorOf(path.set(sound, probe.value()));
      if (!isAsDocumented(probe, error)) {
        wrong.add(probe.label() + ": expected " + probe.reason() + ", got " + error);
      }
    }
    assertEquals(List.of(), wrong);
    nothingIsLost();
  }

  private static boolean isAsDocumented(Probe probe, @Nullable Status error) {
    if (probe.reason() == null) {
      return isAccepted(error);
    }
    return error != null
        && error.getCode() == Code.INVALID_ARGUMENT.value()
        && probe.reason().equals(reason(error))
        && Failures.detail(error, BadRequest.class).isPresent()
        && error.getMessage().length() < 600;
  }

  private static boolean isAccepted(@Nullable Status error) {
    return error == null || OF_THE_STATE.contains(reason(error));
  }

  private static String reason(Status error) {
    return Failures.detail(error, ErrorInfo.class)
        .filter(info -> info.getDomain().equals("larder.dev"))
        .map(ErrorInfo::getReason)
        .orElse("");
  }

  @TestFactory
  Stream<DynamicTest> text_ofBytesThatAreNotUtf8_isRefused() {
    return paths()
        .filter(path -> path.last().getJavaType() == JavaType.STRING)
        .map(path -> dynamicTest(path.toString(), () -> spoil(path)));
  }

  private void spoil(RequestPath path) {
    String marker = "QQQQ";
    Message marked =
        path.set(soundRequest(path), path.last().isRepeated() ? List.of(marker) : marker);
    String bytes = new String(marked.toByteArray(), StandardCharsets.ISO_8859_1);
    assertTrue(bytes.contains(marker));
    for (String bad :
        List.of("Q\u00C3(Q", "\u00FF\u00FE\u00FD\u00FC", "\u00ED\u00A0\u0080Q", "QQQ\u00F0")) {
      byte[] spoilt = bytes.replace(marker, bad).getBytes(StandardCharsets.ISO_8859_1);
      assertRefused("REQUEST_INVALID", calls.errorOf(RawCalls.methodOf(marked), spoilt));
    }
  }

  @TestFactory
  Stream<DynamicTest> bytes_thatAreNoMessage_areRefused() {
    return RawCalls.methods()
        .map(method -> dynamicTest(method.getName(), () -> sendGarbage(method)));
  }

  private void sendGarbage(MethodDescriptor method) {
    byte[] endsEarly = {0x0A, 0x7F, 'a'};
    byte[] noFieldNumber = {0x00, 0x00};
    byte[] endlessVarint = new byte[64];
    java.util.Arrays.fill(endlessVarint, (byte) 0xFF);
    byte[] claimsGigabyte = {0x7A, (byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, 0x04};
    byte[] large = new byte[100_000];
    for (byte[] garbage : List.of(endsEarly, noFieldNumber, endlessVarint, claimsGigabyte, large)) {
      assertRefused("REQUEST_INVALID", calls.errorOf(method, garbage));
    }
  }

  @Test
  void unknownField_isPassedOver() {
    Message sound = soundRequest("GetObjectRequest");
    byte[] bytes = sound.toByteString().concat(unknownField()).toByteArray();
    assertEquals(null, calls.errorOf(RawCalls.methodOf(sound), bytes));
  }

  private static ByteString unknownField() {
    return ByteString.copyFrom(new byte[] {(byte) 0xC0, 0x3E, 0x01});
  }

  private static void assertRefused(String reason, @Nullable Status error) {
    assertNotNull(error);
    assertEquals(
        Code.INVALID_ARGUMENT + " " + reason,
        io.grpc.Status.fromCodeValue(error.getCode()).getCode() + " " + reason(error),
        error::toString);
  }

  private static Stream<RequestPath> paths() {
    return RawCalls.methods().flatMap(method -> RequestPath.of(method.getInputType()).stream());
  }

  private static Message soundRequest(RequestPath path) {
    return soundRequest(path.request().getName());
  }

  private static Message soundRequest(String name) {
    return Requests.all().stream()
        .filter(request -> request.getDescriptorForType().getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private @Nullable Status errorOf(Message request) {
    return calls.errorOf(RawCalls.methodOf(request), request.toByteArray());
  }
}
