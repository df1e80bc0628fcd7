package dev.larder.transport;

import com.google.common.util.concurrent.ListenableFuture;
import dev.larder.store.NamespaceState;
import dev.larder.store.ObjectStore;
import dev.larder.store.TagMark;
import dev.larder.v1.BatchPutObjectsRequest;
import dev.larder.v1.BatchPutObjectsResponse;
import dev.larder.v1.CacheServiceGrpc;
import dev.larder.v1.GetObjectRequest;
import dev.larder.v1.InvalidateMode;
import dev.larder.v1.InvalidateRequest;
import dev.larder.v1.Key;
import dev.larder.v1.Payload;
import dev.larder.v1.PutObjectRequest;
import dev.larder.v1.TagList;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Objects;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * How long it takes to invalidate a tag that many objects carry, and what others notice of it and
 * of the sweep that follows. Run by hand: {@code TagMeasurement DIRECTORY OBJECTS}.
 */
final class TagMeasurement {
  private static final String TAG = "team-7";
  private static final int BATCH = 500;
  private static final int BATCHES_UNDER_WAY = 4;
  private static final int PAYLOAD_BYTES = 500;
  private static final Duration PACE = Duration.ofMillis(5);
  private static final Duration CALM = Duration.ofSeconds(20);

  private final TestingServer server;
  private final int objects;
  private final String payload = "x".repeat(PAYLOAD_BYTES);

  private TagMeasurement(TestingServer server, int objects) {
    this.server = server;
    this.objects = objects;
  }

  public static void main(String[] arguments) throws Exception {
    try (TestingServer server = TestingServer.start(Path.of(arguments[0]))) {
      new TagMeasurement(server, Integer.parseInt(arguments[1])).run();
    }
  }

  private void run() throws Exception {
    fill();
    beside("calm", CALM, () -> true);
    measure(InvalidateMode.INVALIDATE_MODE_SOFT);
    measure(InvalidateMode.INVALIDATE_MODE_SOFT);
    measure(InvalidateMode.INVALIDATE_MODE_HARD);
  }

  private void measure(InvalidateMode mode) throws Exception {
    server.clock.advance(Duration.ofSeconds(1));
    beside(
        mode.name(),
        Duration.ofMinutes(20),
        new BooleanSupplier() {
          private boolean invalidated;

          @Override
          public boolean getAsBoolean() {
            if (!invalidated) {
              invalidated = true;
              long[] nanos = IntStream.range(0, 5).mapToLong(i -> invalidate(mode)).toArray();
              System.out.printf(
                  "%s: invalidating took %s us%n",
                  mode, Arrays.toString(LongStream.of(nanos).map(n -> n / 1_000).toArray()));
            }
            return !isSwept();
          }
        });
  }

  private long invalidate(InvalidateMode mode) {
    long begin = System.nanoTime();
    var unused =
        server
            .cache()
            .invalidate(
                InvalidateRequest.newBuilder()
                    .setNamespace("acme")
                    .setMode(mode)
                    .setTags(TagList.newBuilder().addTags(TAG))
                    .build());
    return System.nanoTime() - begin;
  }

  private boolean isSwept() {
    NamespaceState state =
        server.injector.getInstance(ObjectStore.class).catalogue().namespace("acme");
    TagMark mark = Objects.requireNonNull(state).tagMarks().marks().get(TAG);
    return mark == null || mark.isSwept();
  }

  /** Puts everything, tagged. */
  private void fill() throws Exception {
    long begin = System.nanoTime();
    CacheServiceGrpc.CacheServiceFutureStub stub = CacheServiceGrpc.newFutureStub(server.channel);
    Queue<ListenableFuture<BatchPutObjectsResponse>> underWay = new ArrayDeque<>();
    for (int first = 0; first < objects; first += BATCH) {
      BatchPutObjectsRequest.Builder batch = BatchPutObjectsRequest.newBuilder();
      for (int i = first; i < Math.min(objects, first + BATCH); i++) {
        batch.addRequests(put(i).toBuilder().addTags(TAG));
      }
      underWay.add(stub.batchPutObjects(batch.build()));
      if (underWay.size() >= BATCHES_UNDER_WAY) {
        underWay.remove().get();
      }
    }
    for (ListenableFuture<BatchPutObjectsResponse> batch : underWay) {
      batch.get();
    }
    System.out.printf("filled in %d s%n", (System.nanoTime() - begin) / 1_000_000_000);
  }

  private static Key key(String id) {
    return Key.newBuilder().setNamespace("acme").setKind("users").setId(id).build();
  }

  private PutObjectRequest put(int number) {
    return PutObjectRequest.newBuilder()
        .setKey(key("U" + number))
        .setPayload(Payload.newBuilder().setJson("\"" + payload + "\""))
        .build();
  }

  /** Gets and puts at a steady pace while something goes on, and says how long they took. */
  private void beside(String what, Duration most, BooleanSupplier goesOn) throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    SplittableRandom random = new SplittableRandom(1);
    Calls gets = new Calls(over, i -> get(random.nextInt(objects)));
    Calls puts = new Calls(over, this::putOther);
    long begin = System.nanoTime();
    gets.start();
    puts.start();
    while (goesOn.getAsBoolean() && System.nanoTime() - begin < most.toNanos()) {
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
    over.set(true);
    gets.join();
    puts.join();
    long seconds = (System.nanoTime() - begin) / 1_000_000_000;
    System.out.printf("%s, %d s: gets %s, puts %s%n", what, seconds, gets, puts);
  }

  private void get(int number) {
    var unused =
        server.cache().getObject(GetObjectRequest.newBuilder().setKey(key("U" + number)).build());
  }

  /** Of objects without the tag. */
  private void putOther(int number) {
    PutObjectRequest other = put(number).toBuilder().setKey(key("other" + number % 10_000)).build();
    var unused = server.cache().putObject(other);
  }

  /** Calls one after the other, each begun a pace after the one before has ended. */
  private static final class Calls extends Thread {
    private final AtomicBoolean over;
    private final Consumer<Integer> call;
    private final long[] nanos = new long[1 << 20];
    private int count;

    Calls(AtomicBoolean over, Consumer<Integer> call) {
      this.over = over;
      this.call = call;
    }

    @Override
    public void run() {
      while (!over.get() && count < nanos.length) {
        LockSupport.parkNanos(PACE.toNanos());
        long begin = System.nanoTime();
        call.accept(count);
        nanos[count++] = System.nanoTime() - begin;
      }
    }

    private long micros(double share) {
      long[] sorted = Arrays.copyOf(nanos, count);
      Arrays.sort(sorted);
      return count == 0 ? 0 : sorted[Math.min(count - 1, (int) (count * share))] / 1_000;
    }

    @Override
    public String toString() {
      return "%d: 50%% %d us, 99%% %d us, 99.9%% %d us, most %d us"
          .formatted(count, micros(0.5), micros(0.99), micros(0.999), micros(1));
    }
  }
}
