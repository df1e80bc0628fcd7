package dev.larder.benchmarks.ycsb;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.larder.benchmarks.testing.TestingServer;
import dev.larder.bootstrap.LarderServer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.Vector;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import site.ycsb.ByteIterator;
import site.ycsb.Status;
import site.ycsb.StringByteIterator;

class LarderYcsbClientTest {
  private static final String TABLE = "usertable";

  @TempDir Path folder;
  private LarderServer server;
  private LarderYcsbClient client;

  @BeforeEach
  void start() {
    server = TestingServer.start(folder);
    client = new LarderYcsbClient();
    Properties properties = new Properties();
    properties.setProperty("larder.target", "127.0.0.1:" + server.port());
    properties.setProperty("fieldcount", "2");
    client.setProperties(properties);
    client.init();
  }

  @AfterEach
  void stop() {
    client.cleanup();
    server.close();
  }

  private static Map<String, ByteIterator> values(Map<String, String> texts) {
    return StringByteIterator.getByteIteratorMap(texts);
  }

  private static Map<String, String> texts(Map<String, ByteIterator> values) {
    return new TreeMap<>(StringByteIterator.getStringMap(values));
  }

  private void insert(String key, String first, String second) {
    Map<String, String> record = Map.of("field0", first, "field1", second);
    assertEquals(Status.OK, client.insert(TABLE, key, values(record)));
  }

  private Map<String, String> read(String key, @Nullable Set<String> fields) {
    Map<String, ByteIterator> result = new HashMap<>();
    assertEquals(Status.OK, client.read(TABLE, key, fields, result));
    return texts(result);
  }

  @Test
  void insertedRecord_isReadWithTheFieldsAskedFor() {
    insert("user1", "a \"quoted\" one", "");
    assertEquals(Map.of("field0", "a \"quoted\" one", "field1", ""), read("user1", null));
    assertEquals(Map.of("field1", ""), read("user1", Set.of("field1")));
  }

  @Test
  void updateOfSomeFields_keepsTheOthers() {
    insert("user1", "a", "b");
    assertEquals(Status.OK, client.update(TABLE, "user1", values(Map.of("field1", "c"))));
    assertEquals(Map.of("field0", "a", "field1", "c"), read("user1", null));
  }

  @Test
  void absentRecord_isNotFound() {
    assertEquals(Status.NOT_FOUND, client.read(TABLE, "none", null, new HashMap<>()));
    assertEquals(Status.NOT_FOUND, client.update(TABLE, "none", values(Map.of("field1", "c"))));
    assertEquals(Status.NOT_FOUND, client.delete(TABLE, "none"));
  }

  @Test
  void deletedRecord_isGone() {
    insert("user1", "a", "b");
    assertEquals(Status.OK, client.delete(TABLE, "user1"));
    assertEquals(Status.NOT_FOUND, client.read(TABLE, "user1", null, new HashMap<>()));
  }

  @Test
  @SuppressWarnings("JdkObsolete") // The Vector is YCSB's choice.
  void scan_readsSoManyRecords() {
    for (int i = 0; i < 5; i++) {
      insert("user" + i, "a" + i, "b");
    }
    Vector<HashMap<String, ByteIterator>> found = new Vector<>();
    assertEquals(Status.OK, client.scan(TABLE, "user0", 3, Set.of("field0"), found));
    assertEquals(3, found.size());
    assertEquals(Map.of("field0", "a0"), texts(found.get(0)));
  }

  @Test
  void serverGone_isAnErrorNotAnException() {
    server.close();
    assertEquals("ERROR", client.read(TABLE, "user1", null, new HashMap<>()).getName());
  }
}
