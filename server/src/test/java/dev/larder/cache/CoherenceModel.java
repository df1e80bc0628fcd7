package dev.larder.cache;

import dev.larder.model.Bytes;
import dev.larder.model.Cancellation;
import dev.larder.model.Payload;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;

/**
 * The read path of the cache over a store that commits and then publishes, as operations on two
 * objects.
 */
@Param(name = "object", gen = IntGen.class, conf = "0:1")
@Param(name = "value", gen = IntGen.class, conf = "1:9")
public class CoherenceModel {
  /** What absence is called. */
  static final int ABSENT = 0;

  private final CommitThenPublishStore store = new CommitThenPublishStore();
  private final HotTier hotTier;
  private final ObjectReader reader;
  private final SnapshotReader snapshots;

  public CoherenceModel() {
    this(1 << 20);
  }

  CoherenceModel(long hotTierBytes) {
    hotTier = new HotTier(hotTierBytes);
    ReadFlights flights = new ReadFlights();
    Publication publication = Publication.following(store, hotTier, flights);
    KindDirectory kinds = new KindDirectory(publication, new CacheConfig(hotTierBytes, false));
    ReadCounters counters = new ReadCounters();
    StoreReads storeReads = new StoreReads(store, hotTier, flights, publication);
    ReadJudge judge = new ReadJudge(InstantSource.fixed(Instant.EPOCH), counters);
    reader = new ObjectReader(publication, kinds, hotTier, storeReads, judge, counters);
    snapshots = new SnapshotReader(publication, kinds, hotTier, storeReads, judge, counters);
  }

  @Operation(params = {"object", "value"})
  public void put(int object, int value) {
    Bytes bytes = Bytes.wrap(new byte[] {(byte) value});
    store.put(id(object), new Payload(Payload.Form.DATA, bytes, "", ""));
  }

  @Operation(params = "object")
  public void delete(int object) {
    store.remove(id(object));
  }

  @Operation
  public void clear() {
    store.clear();
  }

  /** Changes nothing that a client could see, and makes the next reads go to the store. */
  @Operation
  public void evict() {
    hotTier.evictAll();
  }

  @Operation(params = "object")
  public int get(int object) {
    return value(await(reader.get(TestingEntries.read(id(object)), Cancellation.NEVER)));
  }

  @Operation
  public String getBoth() {
    List<ReadRequest> both = List.of(TestingEntries.read(id(0)), TestingEntries.read(id(1)));
    List<ReadAnswer> answers = await(snapshots.getAll(both, Cancellation.NEVER));
    return value(answers.get(0)) + " " + value(answers.get(1));
  }

  private static String id(int object) {
    return "object-" + object;
  }

  /** The reads of this store end on the thread that began them, so a joined one ends soon. */
  private static <T> T await(CompletableFuture<T> answer) {
    while (!answer.isDone()) {
      Thread.onSpinWait();
    }
    return answer.join();
  }

  private static int value(ReadAnswer answer) {
    ServedEntry served = answer.entry();
    Payload payload = served == null ? null : served.entry().content().payload();
    return payload == null ? ABSENT : payload.bytes().array()[0];
  }
}
