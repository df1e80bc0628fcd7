package dev.larder.transport;

import com.google.protobuf.Message;
import dev.larder.v1.BatchGetObjectsRequest;
import dev.larder.v1.BatchPutObjectsRequest;
import dev.larder.v1.ClearRequest;
import dev.larder.v1.CompleteFillRequest;
import dev.larder.v1.DeleteNamespaceRequest;
import dev.larder.v1.DeleteObjectRequest;
import dev.larder.v1.FailFillRequest;
import dev.larder.v1.GetCapabilitiesRequest;
import dev.larder.v1.GetNamespaceRequest;
import dev.larder.v1.GetObjectRequest;
import dev.larder.v1.GetStatsRequest;
import dev.larder.v1.IndexTerm;
import dev.larder.v1.InvalidateRequest;
import dev.larder.v1.Key;
import dev.larder.v1.KeyList;
import dev.larder.v1.KindPolicy;
import dev.larder.v1.ListNamespacesRequest;
import dev.larder.v1.LookupObjectsRequest;
import dev.larder.v1.Namespace;
import dev.larder.v1.Payload;
import dev.larder.v1.PutNamespaceRequest;
import dev.larder.v1.PutObjectRequest;
import dev.larder.v1.RenewFillRequest;
import dev.larder.v1.TouchObjectsRequest;
import java.util.List;

/** A sound request of every type. */
final class Requests {
  static final Key KEY = Key.newBuilder().setNamespace("acme").setKind("users").setId("U1").build();

  /** Well-formed, of a database that is not this one. */
  private static final String TOKEN = "1.0";

  private Requests() {}

  static PutObjectRequest put() {
    return PutObjectRequest.newBuilder()
        .setKey(KEY)
        .setPayload(Payload.newBuilder().setJson("{\"name\":\"Ada\"}"))
        .addIndexTerms(IndexTerm.newBuilder().setField("name").setValue("Ada"))
        .addTags("people")
        .build();
  }

  static List<Message> all() {
    GetObjectRequest get = GetObjectRequest.newBuilder().setKey(KEY).build();
    return List.of(
        get,
        BatchGetObjectsRequest.newBuilder().addRequests(get).build(),
        LookupObjectsRequest.newBuilder()
            .setNamespace("acme")
            .setKind("users")
            .addFields("name")
            .setValue("Ada")
            .build(),
        put(),
        BatchPutObjectsRequest.newBuilder().addRequests(put()).build(),
        TouchObjectsRequest.newBuilder().addKeys(KEY).build(),
        DeleteObjectRequest.newBuilder().setKey(KEY).build(),
        InvalidateRequest.newBuilder()
            .setNamespace("acme")
            .setKeys(KeyList.newBuilder().addKeys(KEY))
            .build(),
        CompleteFillRequest.newBuilder().setToken(TOKEN).setValue(put()).build(),
        FailFillRequest.newBuilder().setToken(TOKEN).build(),
        RenewFillRequest.newBuilder().setToken(TOKEN).build(),
        GetCapabilitiesRequest.getDefaultInstance(),
        PutNamespaceRequest.newBuilder()
            .setNamespace(
                Namespace.newBuilder()
                    .setName("settings")
                    .addKinds(KindPolicy.newBuilder().setKind("users")))
            .setValidateOnly(true)
            .build(),
        GetNamespaceRequest.newBuilder().setName("acme").build(),
        ListNamespacesRequest.getDefaultInstance(),
        DeleteNamespaceRequest.newBuilder().setName("none").build(),
        ClearRequest.newBuilder().setNamespace("acme").setKind("none").build(),
        GetStatsRequest.newBuilder().setNamespace("acme").setKind("users").build());
  }
}
