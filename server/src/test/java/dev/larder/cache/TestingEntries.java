package dev.larder.cache;

import dev.larder.model.Bytes;
import dev.larder.model.Content;
import dev.larder.model.Entry;
import dev.larder.model.Freshness;
import dev.larder.model.KindPolicy;
import dev.larder.model.Lifetime;
import dev.larder.model.LifetimeRequest;
import dev.larder.model.NamespaceLimits;
import dev.larder.model.NamespaceSettings;
import dev.larder.model.ObjectKey;
import dev.larder.model.Payload;
import dev.larder.model.ReadPolicy;
import dev.larder.model.Validity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Keys, contents and requests as tests need them. */
final class TestingEntries {
  static final String NAMESPACE = "acme";
  static final String KIND = "users";

  private TestingEntries() {}

  static ObjectKey key(String id) {
    return new ObjectKey(NAMESPACE, KIND, id);
  }

  static Payload payload(String text) {
    return new Payload(Payload.Form.DATA, Bytes.utf8(text), "", "");
  }

  static Content content(String text) {
    return Content.of(payload(text), List.of(), "");
  }

  static Content negative() {
    return Content.of(null, List.of(), "");
  }

  static PutRequest put(String id, String text) {
    return put(key(id), content(text));
  }

  static PutRequest put(ObjectKey key, Content content) {
    return new PutRequest(key, content, LifetimeRequest.UNSET, null, null);
  }

  /** Of an object that carries the tag "red". */
  static PutRequest tagged(String id, String text) {
    return put(key(id), Content.of(payload(text), List.of(), List.of("red"), ""));
  }

  /** What is said of the namespace, when all that matters is the policy of the kind. */
  static NamespaceSettings settings(KindPolicy policy) {
    return new NamespaceSettings(
        NAMESPACE, NamespaceLimits.NONE, new TreeMap<>(Map.of(KIND, policy)));
  }

  static KindPolicy policy(Lifetime lifetime, double refreshAhead) {
    return new KindPolicy(
        lifetime, Duration.ofMinutes(1), 0, Freshness.FRESH_ONLY, Set.of(), false, refreshAhead);
  }

  static ReadRequest read(String id) {
    return new ReadRequest(key(id), ReadPolicy.DEFAULT, "");
  }

  static Entry entry(String id, long revision, String text) {
    Instant fetched = Instant.parse("2026-01-15T12:00:00Z");
    Validity validity = new Validity(fetched, Lifetime.DEFAULT, fetched.plus(Duration.ofHours(1)));
    return new Entry(key(id), content(text), validity, revision, null);
  }

  static String text(Entry entry) {
    Payload payload = entry.content().payload();
    return payload == null ? "(negative)" : payload.bytes().utf8();
  }

  /** What the answer's payload says, or its outcome when it has none. */
  static String text(ReadAnswer answer) {
    ServedEntry served = answer.entry();
    return served == null ? answer.outcome().name() : text(served.entry());
  }
}
