package dev.larder.client;

import dev.larder.v1.AdminServiceGrpc;
import dev.larder.v1.ClearRequest;
import dev.larder.v1.ClearResponse;
import dev.larder.v1.DeleteNamespaceRequest;
import dev.larder.v1.DeleteNamespaceResponse;
import dev.larder.v1.GetNamespaceRequest;
import dev.larder.v1.GetNamespaceResponse;
import dev.larder.v1.GetStatsRequest;
import dev.larder.v1.GetStatsResponse;
import dev.larder.v1.ListNamespacesRequest;
import dev.larder.v1.ListNamespacesResponse;
import dev.larder.v1.PutNamespaceRequest;
import dev.larder.v1.PutNamespaceResponse;

/** The calls of the admin service. */
final class AdminOperations {
  private static final String MUST_NOT_EXIST = "0";

  private AdminOperations() {}

  static Operation<PutNamespaceRequest, PutNamespaceResponse, Namespace> put(
      Namespace namespace, boolean validateOnly) {
    return new Operation<>(
        AdminServiceGrpc.getPutNamespaceMethod(),
        PutNamespaceRequest.newBuilder()
            .setNamespace(WireNamespaces.namespace(namespace))
            .setValidateOnly(validateOnly)
            .build(),
        response -> WireNamespaces.namespace(response.getNamespace()),
        false);
  }

  static Operation<GetNamespaceRequest, GetNamespaceResponse, Namespace> get(String name) {
    return new Operation<>(
        AdminServiceGrpc.getGetNamespaceMethod(),
        GetNamespaceRequest.newBuilder().setName(name).build(),
        response -> WireNamespaces.namespace(response.getNamespace()),
        true);
  }

  static Operation<ListNamespacesRequest, ListNamespacesResponse, Page<Namespace>> list(
      int pageSize, String pageToken) {
    return new Operation<>(
        AdminServiceGrpc.getListNamespacesMethod(),
        ListNamespacesRequest.newBuilder().setPageSize(pageSize).setPageToken(pageToken).build(),
        response ->
            new Page<>(
                response.getNamespacesList().stream().map(WireNamespaces::namespace).toList(),
                response.getNextPageToken()),
        true);
  }

  static Operation<DeleteNamespaceRequest, DeleteNamespaceResponse, Long> delete(
      String name, String etag) {
    return new Operation<>(
        AdminServiceGrpc.getDeleteNamespaceMethod(),
        DeleteNamespaceRequest.newBuilder().setName(name).setEtag(etag).build(),
        DeleteNamespaceResponse::getRemoved,
        false);
  }

  static Operation<ClearRequest, ClearResponse, Long> clear(ClearRequest request) {
    return new Operation<>(
        AdminServiceGrpc.getClearMethod(), request, ClearResponse::getRemoved, false);
  }

  static Operation<GetStatsRequest, GetStatsResponse, Statistics> statistics(
      String namespace, String kind) {
    return new Operation<>(
        AdminServiceGrpc.getGetStatsMethod(),
        GetStatsRequest.newBuilder().setNamespace(namespace).setKind(kind).build(),
        WireStatistics::statistics,
        true);
  }

  static ClearRequest clearAll() {
    return ClearRequest.newBuilder().setAll(true).build();
  }

  static ClearRequest clearNamespace(String namespace) {
    return ClearRequest.newBuilder().setNamespace(namespace).build();
  }

  static ClearRequest clearKind(String namespace, String kind) {
    return ClearRequest.newBuilder().setNamespace(namespace).setKind(kind).build();
  }

  /**
   * What an update begins with where there is no namespace: settings that can only create it, so
   * that of two who begin so the second meets a conflict. Any other failure is thrown.
   */
  static Namespace noneYet(String name, LarderException failure) {
    if (failure.code() == LarderException.Code.NOT_FOUND) {
      return Namespace.of(name).withEtag(MUST_NOT_EXIST);
    }
    throw failure;
  }

  static boolean isConflict(Throwable failure) {
    return failure instanceof LarderException known && known.reason().equals("VERSION_CONFLICT");
  }
}
