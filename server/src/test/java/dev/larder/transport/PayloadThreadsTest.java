package dev.larder.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.model.CacheException;
import dev.larder.v1.BatchGetObjectsRequest;
import dev.larder.v1.BatchPutObjectsRequest;
import dev.larder.v1.BatchPutObjectsResponse;
import dev.larder.v1.GetNamespaceRequest;
import dev.larder.v1.GetObjectRequest;
import dev.larder.v1.GetObjectResponse;
import dev.larder.v1.IndexTerm;
import dev.larder.v1.KindPolicy;
import dev.larder.v1.ListNamespacesRequest;
import dev.larder.v1.Namespace;
import dev.larder.v1.Payload;
import dev.larder.v1.PutNamespaceRequest;
import dev.larder.v1.PutObjectRequest;
import dev.larder.v1.PutObjectResponse;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** Which answers the payload threads write, and what becomes of them when those have no room. */
class PayloadThreadsTest extends LargeAnswersFixture {
  @Test
  void namespaceOfManyFields_isWrittenByAPayloadThread() throws Exception {
    Namespace.Builder namespace = Namespace.newBuilder().setName("wide");
    for (int kind = 0; kind < 20; kind++) {
      KindPolicy.Builder policy = KindPolicy.newBuilder().setKind("kind" + kind);
      for (int field = 0; field < 64; field++) {
        policy.addFoldCaseFields("%060d".formatted(field));
      }
      namespace.addKinds(policy);
    }
    var put = PutNamespaceRequest.newBuilder().setNamespace(namespace).build();
    assertEquals("wide", server.admin().putNamespace(put).getNamespace().getName());
    AdminGrpcService service = server.injector.getInstance(AdminGrpcService.class);
    assertWrittenByAPayloadThread(
        service::getNamespace, GetNamespaceRequest.newBuilder().setName("wide").build());
    assertWrittenByAPayloadThread(
        service::listNamespaces, ListNamespacesRequest.getDefaultInstance());
    assertWrittenByAPayloadThread(
        service::putNamespace, put.toBuilder().setValidateOnly(true).build());
  }

  @Test
  void entriesOfManyTerms_areWrittenByAPayloadThread() throws Exception {
    List<GetObjectRequest> requests = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      PutObjectRequest.Builder put =
          PutObjectRequest.newBuilder()
              .setKey(key(i))
              .setPayload(Payload.newBuilder().setJson("1"));
      for (int term = 0; term < 8; term++) {
        put.addIndexTerms(
            IndexTerm.newBuilder().setField("field" + term).setValue("%0200d".formatted(term)));
      }
      PutObjectResponse unused = server.cache().putObject(put.build());
      requests.add(GetObjectRequest.newBuilder().setKey(key(i)).build());
    }
    CacheGrpcService service = server.injector.getInstance(CacheGrpcService.class);
    assertWrittenByAPayloadThread(
        service::batchGetObjects,
        BatchGetObjectsRequest.newBuilder().addAllRequests(requests).build());
  }

  private static <Q, R> void assertWrittenByAPayloadThread(
      BiConsumer<Q, StreamObserver<R>> method, Q request) throws Exception {
    Recorder<R> recorder = new Recorder<>();
    method.accept(request, recorder);
    String thread = recorder.thread.get(30, TimeUnit.SECONDS);
    assertTrue(thread.startsWith(PayloadWork.NAME), thread);
  }

  /** Notes on which thread an answer was given. */
  private static final class Recorder<R> implements StreamObserver<R> {
    final CompletableFuture<String> thread = new CompletableFuture<>();

    @Override
    public void onNext(R response) {
      thread.complete(Thread.currentThread().getName());
    }

    @Override
    public void onError(Throwable failure) {
      thread.completeExceptionally(failure);
    }

    @Override
    public void onCompleted() {}
  }

  @Test
  void readOfALargeObject_thatTheCallerHas_isAnsweredWhereItIs() {
    putLarge(1);
    GetObjectRequest read = GetObjectRequest.newBuilder().setKey(key(0)).build();
    String etag = server.cache().getObject(read).getEntry().getEtag();
    Recorder<GetObjectResponse> recorder = new Recorder<>();
    server
        .injector
        .getInstance(CacheGrpcService.class)
        .getObject(read.toBuilder().setIfNoneMatch(etag).build(), recorder);
    assertEquals(Thread.currentThread().getName(), recorder.thread.getNow("not yet"));
  }

  @Test
  void committedBatch_whilePayloadThreadsAreFull_isAcknowledged() throws Exception {
    CacheGrpcService service = server.injector.getInstance(CacheGrpcService.class);
    BatchPutObjectsRequest.Builder batch = BatchPutObjectsRequest.newBuilder();
    for (int i = 0; i < 1000; i++) {
      batch.addRequests(
          PutObjectRequest.newBuilder()
              .setKey(key(i))
              .setPayload(Payload.newBuilder().setJson("1")));
    }
    CountDownLatch go = new CountDownLatch(1);
    fill(
        server.injector.getInstance(PayloadWork.class),
        server.injector.getInstance(ThreadConfig.class).payloadThreads(),
        go);
    Recorder<BatchPutObjectsResponse> recorder = new Recorder<>();
    service.batchPutObjects(batch.build(), recorder);
    assertFalse(recorder.thread.get(30, TimeUnit.SECONDS).startsWith(PayloadWork.NAME));
    go.countDown();
  }

  /** First every thread, then the queue: a thread that is free would take from it again. */
  private static void fill(PayloadWork payloads, int threads, CountDownLatch go) throws Exception {
    CountDownLatch begun = new CountDownLatch(threads);
    Runnable waiting =
        () -> {
          begun.countDown();
          try {
            assertTrue(go.await(60, TimeUnit.SECONDS));
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    for (int i = 0; i < threads; i++) {
      payloads.execute(1, waiting);
    }
    assertTrue(begun.await(30, TimeUnit.SECONDS));
    boolean room = true;
    while (room) {
      try {
        payloads.execute(1, waiting);
      } catch (CacheException full) {
        room = false;
      }
    }
  }
}
