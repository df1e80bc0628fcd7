package dev.larder.transport;

import com.google.protobuf.CodedOutputStream;
import dev.larder.cache.CacheAdministration;
import dev.larder.cache.CacheAdministration.VersionedSettings;
import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
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
import dev.larder.v1.Namespace;
import dev.larder.v1.PutNamespaceRequest;
import dev.larder.v1.PutNamespaceResponse;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Inject;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * larder.v1.AdminService: converts, calls the cache's administration, answers.
 *
 * <p>Thread-safe; no method blocks.
 */
final class AdminGrpcService extends AdminServiceGrpc.AdminServiceImplBase {
  /** A thousand namespaces may have a thousand kinds each: never on an event loop. */
  private static final long LISTING_BYTES = PayloadWork.SMALL_BYTES + 1;

  private final CacheAdministration administration;
  private final Answers answers;
  private final EventLoopStalls stalls;
  private final PayloadWork payloads;
  private final InstantSource clock;
  private final int maxPageBytes;

  @Inject
  AdminGrpcService(
      CacheAdministration administration,
      Answers answers,
      EventLoopStalls stalls,
      PayloadWork payloads,
      InstantSource clock,
      MessageLimits limits) {
    this.administration = administration;
    this.answers = answers;
    this.stalls = stalls;
    this.payloads = payloads;
    this.clock = clock;
    this.maxPageBytes = limits.maxPageBytes();
  }

  @Override
  public void putNamespace(
      PutNamespaceRequest request, StreamObserver<PutNamespaceResponse> observer) {
    answers.answer(
        observer,
        () ->
            administration
                .putNamespace(
                    NamespaceMapper.read(request.getNamespace(), "namespace"),
                    orNull(request.getNamespace().getEtag()),
                    request.getValidateOnly(),
                    CallCancellation.current())
                .thenCompose(
                    settings ->
                        request.getValidateOnly()
                            ? written(settings)
                            : CompletableFuture.completedFuture(NamespaceMapper.write(settings)))
                .thenApply(
                    namespace ->
                        PutNamespaceResponse.newBuilder().setNamespace(namespace).build()));
  }

  @Override
  public void getNamespace(
      GetNamespaceRequest request, StreamObserver<GetNamespaceResponse> observer) {
    answers.answer(
        observer,
        () ->
            written(administration.namespace(KeyMapper.name(request.getName(), "name")))
                .thenApply(
                    namespace ->
                        GetNamespaceResponse.newBuilder().setNamespace(namespace).build()));
  }

  /** Refused when there is too much to be done; so not for what has been committed. */
  private CompletableFuture<Namespace> written(VersionedSettings settings) {
    return payloads.supply(NamespaceMapper.bytes(settings), () -> NamespaceMapper.write(settings));
  }

  @Override
  public void listNamespaces(
      ListNamespacesRequest request, StreamObserver<ListNamespacesResponse> observer) {
    answers.answer(observer, () -> payloads.supply(LISTING_BYTES, () -> page(request)));
  }

  private ListNamespacesResponse page(ListNamespacesRequest request) {
    ListNamespacesRequest arguments = request.toBuilder().clearPageToken().clearPageSize().build();
    int size = FieldChecks.pageSize(request.getPageSize());
    String after = PageTokens.after(arguments, request.getPageToken());
    List<VersionedSettings> found = administration.namespaces(after, size + 1);
    ListNamespacesResponse.Builder response = ListNamespacesResponse.newBuilder();
    String last = fill(response, found, size);
    return response.setNextPageToken(PageTokens.next(arguments, last)).build();
  }

  /**
   * Adds what fits, one namespace at least; answers where the next page starts, null when there is
   * none.
   */
  private @Nullable String fill(
      ListNamespacesResponse.Builder response, List<VersionedSettings> found, int size) {
    long left = maxPageBytes;
    String last = null;
    for (VersionedSettings settings : found) {
      Namespace namespace = NamespaceMapper.write(settings);
      left -=
          CodedOutputStream.computeMessageSize(
              ListNamespacesResponse.NAMESPACES_FIELD_NUMBER, namespace);
      if (response.getNamespacesCount() == size || (left < 0 && last != null)) {
        return last;
      }
      response.addNamespaces(namespace);
      last = namespace.getName();
    }
    return null;
  }

  @Override
  public void deleteNamespace(
      DeleteNamespaceRequest request, StreamObserver<DeleteNamespaceResponse> observer) {
    answers.answer(
        observer,
        () ->
            administration
                .deleteNamespace(
                    KeyMapper.name(request.getName(), "name"),
                    orNull(request.getEtag()),
                    CallCancellation.current())
                .thenApply(
                    removed -> DeleteNamespaceResponse.newBuilder().setRemoved(removed).build()));
  }

  @Override
  public void clear(ClearRequest request, StreamObserver<ClearResponse> observer) {
    answers.answer(
        observer,
        () -> {
          String namespace = KeyMapper.optionalName(request.getNamespace(), "namespace");
          String kind = KeyMapper.optionalName(request.getKind(), "kind");
          if (request.getAll() == (namespace != null) || (kind != null && namespace == null)) {
            throw CacheException.invalid(
                Reason.POLICY_INVALID, "all", "either all, or a namespace with or without a kind");
          }
          return administration
              .clear(namespace, kind, CallCancellation.current())
              .thenApply(removed -> ClearResponse.newBuilder().setRemoved(removed).build());
        });
  }

  @Override
  public void getStats(GetStatsRequest request, StreamObserver<GetStatsResponse> observer) {
    answers.answer(
        observer,
        () -> {
          String namespace = KeyMapper.optionalName(request.getNamespace(), "namespace");
          String kind = KeyMapper.optionalName(request.getKind(), "kind");
          if (kind != null && namespace == null) {
            throw CacheException.invalid(Reason.POLICY_INVALID, "kind", "needs a namespace");
          }
          return administration
              .statistics(namespace, kind)
              .thenApply(
                  statistics ->
                      StatisticsMapper.write(
                          statistics, stalls.longest(), payloads.load(), clock.instant()));
        });
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }
}
