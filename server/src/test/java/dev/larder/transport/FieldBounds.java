package dev.larder.transport;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.rpc.Status;
import dev.larder.v1.BatchMode;
import dev.larder.v1.CollectionRef;
import dev.larder.v1.DeleteMode;
import dev.larder.v1.Eviction;
import dev.larder.v1.FillNotModified;
import dev.larder.v1.FillOptions;
import dev.larder.v1.FillOriginNotFound;
import dev.larder.v1.Freshness;
import dev.larder.v1.GetObjectRequest;
import dev.larder.v1.IndexTerm;
import dev.larder.v1.InvalidateMode;
import dev.larder.v1.Key;
import dev.larder.v1.KeyList;
import dev.larder.v1.KindPolicy;
import dev.larder.v1.Lifetime;
import dev.larder.v1.MemberRule;
import dev.larder.v1.Namespace;
import dev.larder.v1.Payload;
import dev.larder.v1.PayloadView;
import dev.larder.v1.Precondition;
import dev.larder.v1.PutObjectRequest;
import dev.larder.v1.ReadPolicy;
import dev.larder.v1.TagList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The contract's bounds as probes: by field, and by the whole path where a request is stricter
 * about a field than others are.
 */
final class FieldBounds {
  private static final String KEY = "KEY_INVALID";
  private static final String POLICY = "POLICY_INVALID";

  private final Map<String, List<Probe>> byName = new HashMap<>();

  FieldBounds(int maxPayloadBytes, int maxBatchItems) {
    keys();
    payloads(maxPayloadBytes);
    policies();
    puts();
    batches(maxBatchItems);
    changes();
    fills();
    lookups();
    collections(maxBatchItems);
    members();
    namespaces();
    administration();
  }

  /** The probes of a field; null when nobody has thought of it. */
  @org.jspecify.annotations.Nullable
  List<Probe> of(RequestPath path) {
    return byName.getOrDefault(path.toString(), byName.get(path.fieldName()));
  }

  private void is(String name, List<Probe> probes) {
    if (byName.put(name, probes) != null) {
      throw new IllegalStateException(name + " twice");
    }
  }

  private void keys() {
    for (String part : List.of("namespace", "kind", "id")) {
      is("Key." + part, Probe.name(512));
    }
    for (String request : List.of("GetObjectRequest", "PutObjectRequest", "DeleteObjectRequest")) {
      is(request + ".key", List.of(Probe.bad(KEY, "unset", Key.getDefaultInstance())));
    }
  }

  private void payloads(int most) {
    is(
        "PutObjectRequest.payload",
        List.of(Probe.bad(POLICY, "no form", Payload.getDefaultInstance())));
    is("Payload.json", PayloadProbes.json(most));
    is("Payload.data", PayloadProbes.data(most));
    is("Payload.value", PayloadProbes.value(most));
    is("Payload.content_type", Probe.text(256, POLICY));
    is("Payload.content_encoding", Probe.text(256, POLICY));
  }

  private void policies() {
    is("ReadPolicy.freshness", Probe.numbers(Freshness.getDescriptor()));
    is(
        "LookupObjectsRequest.policy.freshness",
        Probe.numbers(Freshness.getDescriptor(), Freshness.FRESHNESS_REFRESH_VALUE));
    for (String bound : List.of("max_age", "max_stale", "min_fresh")) {
      is("ReadPolicy." + bound, Probe.notNegative());
    }
    is("ReadPolicy.include_deleted", Probe.truth());
    is("ReadPolicy.view", Probe.numbers(PayloadView.getDescriptor()));
    for (String request : List.of("GetObjectRequest", "LookupObjectsRequest")) {
      is(request + ".policy", bounded());
    }
    is("GetObjectRequest.if_none_match", Probe.anyText());
    for (String part : List.of("fresh", "stale_while_revalidate", "stale_if_error")) {
      is("Lifetime." + part, Probe.lifetime());
    }
  }

  private static List<Probe> bounded() {
    ReadPolicy bounded = ReadPolicy.newBuilder().setMaxStale(Duration.getDefaultInstance()).build();
    return List.of(
        Probe.ok("unset", ReadPolicy.getDefaultInstance()),
        Probe.ok("bounded", bounded),
        Probe.bad(
            POLICY,
            "ANY, bounded",
            bounded.toBuilder().setFreshness(Freshness.FRESHNESS_ANY).build()),
        Probe.bad(
            POLICY,
            "REFRESH, bounded",
            bounded.toBuilder().setFreshness(Freshness.FRESHNESS_REFRESH).build()));
  }

  private void puts() {
    is("PutObjectRequest.lifetime", unsetIsFine(Lifetime.getDefaultInstance()));
    is("PutObjectRequest.fetch_time", Probe.fetchTime());
    is("PutObjectRequest.index_terms", terms());
    is("PutObjectRequest.tags", tags());
    is("IndexTerm.field", Probe.name(128));
    is("IndexTerm.value", Probe.name(1024));
    is("PutObjectRequest.origin_validator", Probe.text(1024, POLICY));
    is(
        "PutObjectRequest.negative",
        List.of(Probe.ok("false", false), Probe.bad(POLICY, "with a payload", true)));
    for (String request : List.of("PutObjectRequest", "DeleteObjectRequest")) {
      is(
          request + ".precondition",
          List.of(Probe.bad(POLICY, "none set", Precondition.getDefaultInstance())));
    }
    is("Precondition.revision", List.of(Probe.ok("negative", -1L), Probe.ok("zero", 0L)));
    is("Precondition.etag", Probe.anyText());
    for (String flag : List.of("absent", "newer_fetch_time")) {
      List<Probe> refusedOnDelete =
          List.of(Probe.bad(POLICY, "false", false), Probe.bad(POLICY, "true", true));
      is(
          "Precondition." + flag,
          List.of(Probe.bad(POLICY, "false", false), Probe.ok("true", true)));
      is("DeleteObjectRequest.precondition." + flag, refusedOnDelete);
    }
  }

  private static List<Probe> terms() {
    List<Probe> probes = new java.util.ArrayList<>(Probe.list(64, POLICY, i -> term("value " + i)));
    probes.add(Probe.ok("none", List.of()));
    probes.add(Probe.bad(POLICY, "the same twice", List.of(term("a"), term("a"))));
    return probes;
  }

  private static List<Probe> tags() {
    List<Probe> probes = new java.util.ArrayList<>(Probe.list(64, POLICY, i -> "tag " + i));
    probes.addAll(eachAlone(Probe.name(512)));
    probes.add(Probe.ok("none", List.of()));
    probes.add(Probe.bad(POLICY, "the same twice", List.of("a", "a")));
    return probes;
  }

  private static IndexTerm term(String value) {
    return IndexTerm.newBuilder().setField("name").setValue(value).build();
  }

  private void batches(int most) {
    String tooMany = "REQUEST_INVALID";
    is(
        "BatchGetObjectsRequest.requests",
        Probe.list(most, tooMany, i -> GetObjectRequest.newBuilder().setKey(Requests.KEY).build()));
    is("BatchPutObjectsRequest.requests", Probe.list(most, tooMany, i -> Requests.put()));
    is("TouchObjectsRequest.keys", Probe.list(most, tooMany, i -> Requests.KEY));
    is("TouchObjectsRequest.lifetime", unsetIsFine(Lifetime.getDefaultInstance()));
    is("KeyList.keys", Probe.list(most, tooMany, i -> Requests.KEY));
    List<Probe> tags = new java.util.ArrayList<>(Probe.list(most, tooMany, i -> "tag " + i));
    tags.addAll(eachAlone(Probe.name(512)));
    is("TagList.tags", tags);
    is("BatchPutObjectsRequest.mode", Probe.numbers(BatchMode.getDescriptor()));
  }

  private void changes() {
    is("DeleteObjectRequest.mode", Probe.numbers(DeleteMode.getDescriptor()));
    is("InvalidateRequest.mode", Probe.numbers(InvalidateMode.getDescriptor()));
    is("InvalidateRequest.namespace", foreign(Probe.name(512)));
    is("InvalidateRequest.keys.keys.namespace", foreign(Probe.name(512)));
    is("InvalidateRequest.keys", List.of(Probe.bad(KEY, "no key", KeyList.getDefaultInstance())));
    is("InvalidateRequest.kind", Probe.name(512));
    is("InvalidateRequest.tags", List.of(Probe.bad(KEY, "no tag", TagList.getDefaultInstance())));
  }

  /** The keys' namespace is the request's: any other is refused, however sound it is. */
  private static List<Probe> foreign(List<Probe> probes) {
    return probes.stream().map(probe -> new Probe(probe.label(), probe.value(), KEY)).toList();
  }

  private void fills() {
    is("GetObjectRequest.fill", unsetIsFine(FillOptions.getDefaultInstance()));
    // Not 'true' too: it would lead, and other probes of the same object would wait for it.
    is("FillOptions.acquire", List.of(Probe.ok("false", false)));
    is("FillOptions.holder", Probe.text(256, POLICY));
    is("FillOptions.lease", durations(600));
    is("FillOptions.wait", durations(60));
    for (String request : List.of("CompleteFillRequest", "FailFillRequest", "RenewFillRequest")) {
      is(
          request + ".token",
          List.of(
              Probe.bad(POLICY, "empty", ""),
              Probe.bad(POLICY, "not one of ours", "nonsense"),
              Probe.bad(POLICY, "no number", "x.y"),
              Probe.ok("of another database", "1.0")));
    }
    // Without a key the token is looked at first, and that one is lost.
    is("CompleteFillRequest.value", unsetIsFine(PutObjectRequest.getDefaultInstance()));
    for (String condition : List.of("", ".revision", ".etag", ".absent", ".newer_fetch_time")) {
      is("CompleteFillRequest.value.precondition" + condition, preconditions(condition));
    }
    is("CompleteFillRequest.not_modified", unsetIsFine(FillNotModified.getDefaultInstance()));
    is(
        "CompleteFillRequest.origin_not_found",
        unsetIsFine(FillOriginNotFound.getDefaultInstance()));
    is("FillNotModified.lifetime", unsetIsFine(Lifetime.getDefaultInstance()));
    is("FillOriginNotFound.lifetime", unsetIsFine(Lifetime.getDefaultInstance()));
    is("FailFillRequest.error", errors());
    is("FailFillRequest.backoff", durations(3600));
    is("RenewFillRequest.lease", durations(600));
  }

  /** The fill is the condition: any other is refused. */
  private static List<Probe> preconditions(String condition) {
    Object value =
        switch (condition) {
          case ".revision" -> 1L;
          case ".etag" -> "e";
          case ".absent", ".newer_fetch_time" -> true;
          default -> Precondition.getDefaultInstance();
        };
    return List.of(Probe.bad(POLICY, "set", value));
  }

  private static List<Probe> durations(long seconds) {
    Duration.Builder most = Duration.newBuilder().setSeconds(seconds);
    return List.of(
        Probe.ok("zero", Duration.getDefaultInstance()),
        Probe.ok("at the limit", most.build()),
        Probe.bad(POLICY, "one over", most.setNanos(1).build()),
        Probe.bad(POLICY, "negative", Duration.newBuilder().setNanos(-1).build()));
  }

  private static List<Probe> errors() {
    Status.Builder error = Status.newBuilder().setCode(14);
    return List.of(
        Probe.ok("unset", Status.getDefaultInstance()),
        Probe.ok("at the limit", error.setMessage("e".repeat(4096)).build()),
        Probe.bad(POLICY, "one over", error.setMessage("e".repeat(4097)).build()),
        Probe.bad(
            POLICY,
            "with details",
            Status.newBuilder().addDetails(Any.getDefaultInstance()).build()));
  }

  private void lookups() {
    is("LookupObjectsRequest.namespace", Probe.name(512));
    is("LookupObjectsRequest.kind", Probe.name(512));
    is("LookupObjectsRequest.fields", names());
    is("LookupObjectsRequest.value", Probe.name(1024));
    is("LookupObjectsRequest.page_size", Probe.pageSize());
    is("LookupObjectsRequest.page_token", Probe.pageToken());
  }

  private void collections(int most) {
    for (String part : List.of("namespace", "kind", "collection")) {
      is("CollectionRef." + part, Probe.name(512));
      // The other parts are unset then.
      is("InvalidateRequest.collection." + part, foreign(Probe.name(512)));
    }
    List<Probe> unset = List.of(Probe.bad(KEY, "unset", CollectionRef.getDefaultInstance()));
    is("InvalidateRequest.collection", unset);
    for (String request : List.of("GetCollectionRequest", "StreamCollectionRequest")) {
      is(request + ".ref", unset);
      is(request + ".policy", bounded());
      is(
          request + ".policy.include_deleted",
          List.of(Probe.ok("false", false), Probe.bad(POLICY, "true", true)));
      is(request + ".member_rule", Probe.numbers(MemberRule.getDescriptor()));
      is(request + ".if_none_match", Probe.anyText());
    }
    is("GetCollectionRequest.fill", unsetIsFine(FillOptions.getDefaultInstance()));
    is("GetCollectionRequest.page_size", Probe.pageSize());
    is("GetCollectionRequest.page_token", Probe.pageToken());
    is("StreamCollectionRequest.resume_token", Probe.pageToken());
    for (String request : List.of("ReplaceCollectionRequest", "BeginSnapshotRequest")) {
      is(request + ".ref", unset);
      is(request + ".lifetime", unsetIsFine(Lifetime.getDefaultInstance()));
      is(
          request + ".precondition",
          List.of(Probe.bad(POLICY, "none set", Precondition.getDefaultInstance())));
      is(
          request + ".precondition.newer_fetch_time",
          List.of(Probe.bad(POLICY, "false", false), Probe.bad(POLICY, "true", true)));
    }
    for (String request : List.of("ReplaceCollectionRequest", "BeginSnapshotRequest")) {
      is(request + ".fill_token", fillTokens());
    }
    for (String request : List.of("ReplaceCollectionRequest", "AppendSnapshotRequest")) {
      is(request + ".members", Probe.list(most, "REQUEST_INVALID", FieldBounds::member));
    }
    is("AppendSnapshotRequest.snapshot_id", Probe.anyText());
    is("AppendSnapshotRequest.page_index", upTo(99_999));
    is("CommitSnapshotRequest.snapshot_id", Probe.anyText());
    is("CommitSnapshotRequest.page_count", upTo(100_000));
  }

  private static List<Probe> fillTokens() {
    return List.of(
        Probe.ok("empty", ""),
        Probe.bad(POLICY, "not one of ours", "nonsense"),
        Probe.bad(POLICY, "no number", "x.y"),
        Probe.ok("of another database", "1.0"));
  }

  private static List<Probe> upTo(int most) {
    return List.of(
        Probe.ok("zero", 0),
        Probe.ok("at the limit", most),
        Probe.bad(POLICY, "one over", most + 1),
        Probe.bad(POLICY, "minus one", -1));
  }

  private static PutObjectRequest member(int number) {
    return Requests.put().toBuilder().setKey(Key.newBuilder().setId("m" + number)).build();
  }

  /** A member has the namespace and the kind of its collection, and no precondition. */
  private void members() {
    for (String request : List.of("ReplaceCollectionRequest", "AppendSnapshotRequest")) {
      for (String part : List.of("namespace", "kind")) {
        List<Probe> sameOrUnset = new java.util.ArrayList<>(foreign(Probe.name(512)));
        sameOrUnset.set(0, Probe.ok("empty", ""));
        is(request + ".members.key." + part, sameOrUnset);
      }
      String precondition = request + ".members.precondition.";
      is(precondition + "revision", List.of(Probe.bad(POLICY, "any", 1L)));
      is(precondition + "etag", List.of(Probe.bad(POLICY, "any", "a")));
      is(precondition + "absent", List.of(Probe.bad(POLICY, "true", true)));
      is(precondition + "newer_fetch_time", List.of(Probe.bad(POLICY, "true", true)));
    }
  }

  private static List<Probe> names() {
    List<Probe> probes = new java.util.ArrayList<>(Probe.list(64, POLICY, i -> "field" + i));
    probes.addAll(eachAlone(Probe.name(128)));
    return probes;
  }

  /** In a list that has nothing else. */
  private static List<Probe> eachAlone(List<Probe> names) {
    return names.stream()
        .map(name -> new Probe("one that is " + name.label(), List.of(name.value()), name.reason()))
        .toList();
  }

  private void namespaces() {
    is(
        "PutNamespaceRequest.namespace",
        List.of(Probe.bad(KEY, "unset", Namespace.getDefaultInstance())));
    is("PutNamespaceRequest.validate_only", Probe.truth());
    is("Namespace.name", Probe.name(512));
    is("Namespace.max_bytes", Probe.count());
    is("Namespace.max_objects", Probe.count());
    is("Namespace.eviction", Probe.numbers(Eviction.getDescriptor()));
    is("Namespace.etag", Probe.anyText());
    is("Namespace.kinds", kinds());
    is("KindPolicy.kind", Probe.name(512));
    is("KindPolicy.lifetime", unsetIsFine(Lifetime.getDefaultInstance()));
    is("KindPolicy.negative_lifetime", Probe.lifetime());
    is("KindPolicy.ttl_jitter", shares(0.5));
    is("KindPolicy.refresh_ahead", shares(0.9));
    is(
        "KindPolicy.default_freshness",
        Probe.numbers(Freshness.getDescriptor(), Freshness.FRESHNESS_REFRESH_VALUE));
    is("KindPolicy.fold_case_fields", names());
    is("KindPolicy.require_json", Probe.truth());
  }

  private static List<Probe> kinds() {
    List<Probe> probes = new java.util.ArrayList<>(Probe.list(1000, POLICY, i -> kind("k" + i)));
    probes.add(Probe.bad(POLICY, "the same twice", List.of(kind("k"), kind("k"))));
    return probes;
  }

  private static KindPolicy kind(String name) {
    return KindPolicy.newBuilder().setKind(name).build();
  }

  private static List<Probe> shares(double most) {
    return List.of(
        Probe.ok("zero", 0.0),
        Probe.ok("one under", Math.nextDown(most)),
        Probe.ok("at the limit", most),
        Probe.bad(POLICY, "one over", Math.nextUp(most)),
        Probe.bad(POLICY, "just negative", -Double.MIN_VALUE),
        Probe.bad(POLICY, "infinite", Double.POSITIVE_INFINITY),
        Probe.bad(POLICY, "NaN", Double.NaN));
  }

  private void administration() {
    is("GetNamespaceRequest.name", Probe.name(512));
    is("DeleteNamespaceRequest.name", Probe.name(512));
    is("DeleteNamespaceRequest.etag", Probe.anyText());
    is("ListNamespacesRequest.page_size", Probe.pageSize());
    is("ListNamespacesRequest.page_token", Probe.pageToken());
    List<Probe> needed = new java.util.ArrayList<>(Probe.name(512));
    needed.set(0, Probe.bad(POLICY, "empty", ""));
    is("ClearRequest.namespace", needed);
    is("ClearRequest.kind", Probe.optionalName(512));
    is(
        "ClearRequest.all",
        List.of(Probe.ok("false", false), Probe.bad(POLICY, "with a namespace", true)));
    is("GetStatsRequest.namespace", needed);
    is("GetStatsRequest.kind", Probe.optionalName(512));
  }

  private static List<Probe> unsetIsFine(Message unset) {
    return List.of(Probe.ok("unset", unset));
  }
}
