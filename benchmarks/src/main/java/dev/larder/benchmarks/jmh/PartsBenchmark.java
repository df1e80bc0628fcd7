package dev.larder.benchmarks.jmh;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.larder.cache.CacheParts;
import dev.larder.cache.ReadAnswer;
import dev.larder.cache.ServedEntry;
import dev.larder.model.Bytes;
import dev.larder.model.Content;
import dev.larder.model.Entry;
import dev.larder.model.KindPolicy;
import dev.larder.model.Lifetime;
import dev.larder.model.ObjectKey;
import dev.larder.model.Outcome;
import dev.larder.model.Payload;
import dev.larder.model.ReadPolicy;
import dev.larder.model.Validity;
import dev.larder.store.EntryAddress;
import dev.larder.transport.AnswerMapping;
import dev.larder.v1.GetObjectRequest;
import dev.larder.v1.GetObjectResponse;
import dev.larder.v1.Key;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The steps of a hot get, each alone, on an object of 200 B. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PartsBenchmark {
  private static final int OBJECTS = 1_000;

  private final Instant now = Instant.parse("2026-01-15T12:00:00Z");
  private final Entry entry = entry(7);
  private final ReadAnswer answer =
      new ReadAnswer(
          Outcome.FRESH,
          new ServedEntry(entry, Duration.ofSeconds(60), Duration.ofSeconds(3540)),
          1_234);
  private final CacheParts cache = new CacheParts();
  private final AnswerMapping mapping = new AnswerMapping();
  private final GetObjectResponse response = mapping.write(answer);
  private final byte[] request =
      GetObjectRequest.newBuilder()
          .setKey(Key.newBuilder().setNamespace("acme").setKind("users").setId("U00000007"))
          .build()
          .toByteArray();

  /** Made by JMH. */
  public PartsBenchmark() {}

  private Entry entry(int number) {
    Payload payload = new Payload(Payload.Form.DATA, Bytes.wrap(new byte[200]), "", "");
    Instant fetched = now.minusSeconds(60);
    return new Entry(
        address(number).key(),
        Content.of(payload, List.of(), ""),
        new Validity(fetched, Lifetime.DEFAULT, fetched.plusSeconds(3600)),
        number,
        null);
  }

  private static EntryAddress address(int number) {
    return new EntryAddress(1, new ObjectKey("acme", "users", "U%08d".formatted(number)));
  }

  /** Fills the hot tier. */
  @Setup
  public void fill() {
    for (int number = 0; number < OBJECTS; number++) {
      cache.keep(address(number), entry(number));
    }
    if (findInHotTier() == null) {
      throw new IllegalStateException("What is to be found is not in the hot tier");
    }
  }

  /** The request out of its bytes. */
  @Benchmark
  public GetObjectRequest parseRequest() throws InvalidProtocolBufferException {
    return GetObjectRequest.parseFrom(request);
  }

  /** The entry out of the hot tier, by a key that was just made: its hash is not known yet. */
  @Benchmark
  public @Nullable Entry findInHotTier() {
    return cache.find(new EntryAddress(1, new ObjectKey("acme", "users", entry.key().id())));
  }

  /** What the read finds. */
  @Benchmark
  public Object decideFreshness() {
    return CacheParts.decide(now, entry, ReadPolicy.DEFAULT, KindPolicy.DEFAULT);
  }

  /** The answer in the words of the wire. */
  @Benchmark
  public GetObjectResponse mapAnswer() {
    return mapping.write(answer);
  }

  /** The answer's bytes. */
  @Benchmark
  public byte[] serializeAnswer() {
    return response.toByteArray();
  }
}
