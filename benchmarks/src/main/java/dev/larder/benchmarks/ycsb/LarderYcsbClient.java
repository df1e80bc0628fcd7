package dev.larder.benchmarks.ycsb;

import dev.larder.client.BlockingLarderClient;
import dev.larder.client.CachedObject;
import dev.larder.client.Key;
import dev.larder.client.LarderClient;
import dev.larder.client.LarderClientBuilder;
import dev.larder.client.LarderException;
import dev.larder.client.Lookup;
import dev.larder.client.Page;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.Vector;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import site.ycsb.ByteIterator;
import site.ycsb.DB;
import site.ycsb.Status;
import site.ycsb.workloads.CoreWorkload;

/**
 * Larder as YCSB sees a database, through the Java client. A table is a kind of the namespace
 * {@code ycsb}, a record is an object. YCSB makes one for each of its threads, and each has a
 * connection of its own.
 *
 * <p>Properties: {@code larder.target}, where the server listens; {@value
 * LarderClientBuilder#DEFAULT_TARGET} by default.
 *
 * <p>An update that gives all fields of a record replaces it, else it is a read and a write. A scan
 * begins with the first record whatever record it is asked to begin with, since a lookup cannot
 * begin at an id; it reads just as many records, in the same way.
 */
public final class LarderYcsbClient extends DB {
  private static final String TARGET = "larder.target";
  private static final String NAMESPACE = "ycsb";
  private static final int LARGEST_PAGE = 1_000;

  private @Nullable BlockingLarderClient connected;
  private int fieldCount;

  /** Made by YCSB, which then calls {@link #init}. */
  public LarderYcsbClient() {}

  @Override
  public void init() {
    fieldCount =
        Integer.parseInt(
            getProperties()
                .getProperty(
                    CoreWorkload.FIELD_COUNT_PROPERTY, CoreWorkload.FIELD_COUNT_PROPERTY_DEFAULT));
    connected =
        LarderClient.builder()
            .target(getProperties().getProperty(TARGET, LarderClientBuilder.DEFAULT_TARGET))
            // The thread that waits does all that is left to do.
            .callbackExecutor(Runnable::run)
            .build()
            .blocking();
  }

  private BlockingLarderClient client() {
    if (connected == null) {
      throw new IllegalStateException("not initialized");
    }
    return connected;
  }

  @Override
  public Status read(
      String table, String key, @Nullable Set<String> fields, Map<String, ByteIterator> result) {
    return attempt(
        () -> {
          Optional<Fields> found = client().get(key(table, key), Fields.CODEC).value();
          found.ifPresent(record -> record.copyTo(result, fields));
          return found.isPresent() ? Status.OK : Status.NOT_FOUND;
        });
  }

  @Override
  @SuppressWarnings("NonApiType") // YCSB's choice.
  public Status scan(
      String table,
      String startKey,
      int count,
      @Nullable Set<String> fields,
      Vector<HashMap<String, ByteIterator>> result) {
    return attempt(
        () -> {
          int left = count;
          String token = "";
          do {
            Lookup page = Lookup.all(NAMESPACE, table).withPageSize(Math.min(left, LARGEST_PAGE));
            Page<CachedObject<Fields>> found = client().lookup(page, Fields.CODEC, token);
            found.items().forEach(object -> object.value().ifPresent(add(fields, result)));
            left -= found.items().size();
            token = found.nextPageToken();
          } while (left > 0 && !token.isEmpty());
          return Status.OK;
        });
  }

  @SuppressWarnings("NonApiType") // YCSB's choice.
  private static Consumer<Fields> add(
      @Nullable Set<String> fields, Vector<HashMap<String, ByteIterator>> result) {
    return record -> {
      HashMap<String, ByteIterator> copy = new HashMap<>();
      record.copyTo(copy, fields);
      result.add(copy);
    };
  }

  @Override
  public Status update(String table, String key, Map<String, ByteIterator> values) {
    Fields update = Fields.of(values);
    return attempt(
        () -> {
          if (update.values().size() >= fieldCount) {
            return put(table, key, update);
          }
          Optional<Fields> before = client().get(key(table, key), Fields.CODEC).value();
          return before.isPresent() ? put(table, key, before.get().with(update)) : Status.NOT_FOUND;
        });
  }

  @Override
  public Status insert(String table, String key, Map<String, ByteIterator> values) {
    Fields record = Fields.of(values);
    return attempt(() -> put(table, key, record));
  }

  private Status put(String table, String key, Fields record) {
    var unused = client().put(key(table, key), record, Fields.CODEC);
    return Status.OK;
  }

  @Override
  public Status delete(String table, String key) {
    return attempt(() -> client().delete(key(table, key)).deleted() ? Status.OK : Status.NOT_FOUND);
  }

  /** YCSB counts failures by their status; an exception would end its thread. */
  private static Status attempt(Supplier<Status> operation) {
    try {
      return operation.get();
    } catch (LarderException e) {
      return new Status("ERROR", e.toString());
    }
  }

  private static Key key(String table, String id) {
    return Key.of(NAMESPACE, table, id);
  }

  @Override
  public void cleanup() {
    client().close();
  }
}
