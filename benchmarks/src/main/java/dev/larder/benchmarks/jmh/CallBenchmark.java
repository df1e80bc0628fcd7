package dev.larder.benchmarks.jmh;

import com.google.protobuf.ByteString;
import dev.larder.transport.CallerWithoutNetwork;
import dev.larder.transport.WithoutNetwork;
import dev.larder.v1.CacheServiceGrpc;
import dev.larder.v1.GetObjectRequest;
import dev.larder.v1.Key;
import dev.larder.v1.Payload;
import dev.larder.v1.PutObjectRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Whole calls, from the bytes of the request to those of the answer: of an object of 200 B, one
 * call after the other.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class CallBenchmark {
  private static final int BYTES = 200;
  private static final int OBJECTS = 1_000;

  private Path folder = Path.of("");
  private WithoutNetwork server;
  private CallerWithoutNetwork get;
  private CallerWithoutNetwork put;
  private byte[] getRequest = {};
  private List<byte[]> putRequests = List.of();
  private int next;

  /** Made by JMH. */
  @SuppressWarnings("NullAway.Init")
  public CallBenchmark() {}

  /** Starts a server and puts the objects. */
  @Setup
  public void start() throws IOException {
    folder = Files.createTempDirectory("larder-jmh");
    server = WithoutNetwork.start(folder);
    get = server.caller(CacheServiceGrpc.getGetObjectMethod());
    put = server.caller(CacheServiceGrpc.getPutObjectMethod());
    getRequest = GetObjectRequest.newBuilder().setKey(key(7)).build().toByteArray();
    SplittableRandom random = new SplittableRandom(1);
    // Twice as many requests as objects: a put that changes no byte would be another measure.
    putRequests =
        Stream.iterate(0, number -> number + 1)
            .limit(2 * OBJECTS)
            .map(number -> putRequest(number % OBJECTS, random))
            .toList();
    putRequests.forEach(put::call);
  }

  private static byte[] putRequest(int number, SplittableRandom random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return PutObjectRequest.newBuilder()
        .setKey(key(number))
        .setPayload(Payload.newBuilder().setData(ByteString.copyFrom(bytes)))
        .build()
        .toByteArray();
  }

  private static Key key(int number) {
    return Key.newBuilder()
        .setNamespace("acme")
        .setKind("users")
        .setId("U%08d".formatted(number))
        .build();
  }

  /** A get that the hot tier answers. */
  @Benchmark
  public int hotGet() {
    return get.call(getRequest);
  }

  /** A put in place of an object, with its commit. */
  @Benchmark
  public int put() {
    next = (next + 1) % putRequests.size();
    return put.call(putRequests.get(next));
  }

  /** Stops the server and removes its files. */
  @TearDown
  public void stop() throws IOException {
    server.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
