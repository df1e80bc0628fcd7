package dev.larder.benchmarks.load;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.MessageLite;
import com.google.protobuf.UnknownFieldSet;
import dev.larder.v1.BatchGetObjectsRequest;
import dev.larder.v1.BatchPutObjectsRequest;
import dev.larder.v1.Freshness;
import dev.larder.v1.GetObjectRequest;
import dev.larder.v1.Key;
import dev.larder.v1.LookupObjectsRequest;
import dev.larder.v1.Payload;
import dev.larder.v1.PutObjectRequest;
import dev.larder.v1.ReadPolicy;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** The calls that are measured. Objects are {@code acme/users/U00000000} and on. */
public final class Calls {
  private static final String CACHE = "/larder.v1.CacheService/";
  private static final String ETCD = "/etcdserverpb.KV/";

  /** The outcome comes first in a GetObjectResponse: field 1, OUTCOME_FRESH. */
  private static final ByteString FRESH = ByteString.copyFrom(new byte[] {8, 1});

  /** Any outcome: it is not seen whether an object was found. */
  private static final ByteString SOME_OUTCOME = ByteString.copyFrom(new byte[] {8});

  private static final ByteString ANY = ByteString.EMPTY;

  /** What objects are tagged with beside {@link #TAG_OF_ALL}: {@code t0} and on. */
  private static final int TAGS = 1_000;

  /** The tag of all objects that are put with tags. */
  public static final String TAG_OF_ALL = "all";

  private Calls() {}

  /** Reads of these objects, every one of which must be found fresh. */
  public static Call get(LongSupplier numbers) {
    return new Call(CACHE + "GetObject", () -> get(numbers.getAsLong()), FRESH);
  }

  /** Reads of these objects, fresh or stale. */
  public static Call getOfAnyAge(LongSupplier numbers) {
    ReadPolicy policy = ReadPolicy.newBuilder().setFreshness(Freshness.FRESHNESS_ANY).build();
    return new Call(
        CACHE + "GetObject",
        () -> get(numbers.getAsLong()).toBuilder().setPolicy(policy).build(),
        SOME_OUTCOME);
  }

  private static GetObjectRequest get(long number) {
    return GetObjectRequest.newBuilder().setKey(key(number)).build();
  }

  /** Reads of so many objects at once. */
  public static Call batchGet(LongSupplier numbers, int size) {
    return new Call(CACHE + "BatchGetObjects", () -> batchGet(size, numbers), ANY);
  }

  private static MessageLite batchGet(int size, LongSupplier numbers) {
    BatchGetObjectsRequest.Builder request = BatchGetObjectsRequest.newBuilder();
    for (int i = 0; i < size; i++) {
      request.addRequests(get(numbers.getAsLong()));
    }
    return request.build();
  }

  /** The first page of a walk through all objects; every page costs the same. */
  public static Call scan(int pageSize) {
    LookupObjectsRequest request =
        LookupObjectsRequest.newBuilder()
            .setNamespace("acme")
            .setKind("users")
            .setPageSize(pageSize)
            .build();
    return new Call(CACHE + "LookupObjects", () -> request, ANY);
  }

  /**
   * A walk past all objects that finds none: the longest that the product can be made to search.
   */
  public static Call fruitlessScan() {
    LookupObjectsRequest request =
        LookupObjectsRequest.newBuilder()
            .setNamespace("acme")
            .setKind("users")
            .setPageSize(1000)
            .setPolicy(
                ReadPolicy.newBuilder()
                    .setMinFresh(Duration.newBuilder().setSeconds(100L * 86_400)))
            .build();
    return new Call(CACHE + "LookupObjects", () -> request, ANY);
  }

  /** Puts of random bytes. */
  public static Call put(LongSupplier numbers, int bytes) {
    SplittableRandom random = new SplittableRandom(1);
    return new Call(CACHE + "PutObject", () -> put(numbers.getAsLong(), bytes, random), ANY);
  }

  private static PutObjectRequest put(long number, int bytes, SplittableRandom random) {
    return PutObjectRequest.newBuilder()
        .setKey(key(number))
        .setPayload(Payload.newBuilder().setData(randomBytes(bytes, random)))
        .build();
  }

  /** Puts of so many objects at once. */
  public static Call batchPut(LongSupplier numbers, int size, int bytes) {
    SplittableRandom random = new SplittableRandom(1);
    return batchPut(size, () -> put(numbers.getAsLong(), bytes, random));
  }

  /** The same with two tags each: the one that all have, and one of a thousand. */
  public static Call batchPutTagged(LongSupplier numbers, int size, int bytes) {
    SplittableRandom random = new SplittableRandom(1);
    return batchPut(size, () -> tagged(numbers.getAsLong(), bytes, random));
  }

  private static PutObjectRequest tagged(long number, int bytes, SplittableRandom random) {
    return put(number, bytes, random).toBuilder()
        .addTags(TAG_OF_ALL)
        .addTags("t" + number % TAGS)
        .build();
  }

  private static Call batchPut(int size, Supplier<PutObjectRequest> puts) {
    return new Call(
        CACHE + "BatchPutObjects",
        () -> {
          BatchPutObjectsRequest.Builder request = BatchPutObjectsRequest.newBuilder();
          for (int i = 0; i < size; i++) {
            request.addRequests(puts.get());
          }
          return request.build();
        },
        ANY);
  }

  /** etcd's read of one key. */
  public static Call etcdRange(LongSupplier numbers) {
    return new Call(
        ETCD + "Range", () -> message(ByteString.copyFromUtf8(id(numbers.getAsLong()))), ANY);
  }

  /** etcd's write of one key. */
  public static Call etcdPut(LongSupplier numbers, int bytes) {
    SplittableRandom random = new SplittableRandom(1);
    return new Call(
        ETCD + "Put",
        () -> message(ByteString.copyFromUtf8(id(numbers.getAsLong())), randomBytes(bytes, random)),
        ANY);
  }

  /** etcd's requests are byte fields, numbered from 1; so its proto files are not needed here. */
  private static MessageLite message(ByteString... fields) {
    UnknownFieldSet.Builder message = UnknownFieldSet.newBuilder();
    for (int i = 0; i < fields.length; i++) {
      message.addField(
          i + 1, UnknownFieldSet.Field.newBuilder().addLengthDelimited(fields[i]).build());
    }
    return message.build();
  }

  private static ByteString randomBytes(int count, SplittableRandom random) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }

  private static Key key(long number) {
    return Key.newBuilder().setNamespace("acme").setKind("users").setId(id(number)).build();
  }

  /** Without String.format, which would cost the load more than the call. */
  private static String id(long number) {
    char[] id = {'U', '0', '0', '0', '0', '0', '0', '0', '0'};
    long left = number;
    for (int i = id.length - 1; left > 0; i--) {
      id[i] = (char) ('0' + left % 10);
      left /= 10;
    }
    return new String(id);
  }
}
