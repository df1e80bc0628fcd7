package dev.larder.transport;

import com.google.inject.AbstractModule;
import com.google.inject.Scopes;

/** The gRPC server. Needs ObjectCache, CacheAdministration and the clock. */
public final class TransportModule extends AbstractModule {
  private final TransportConfig config;

  public TransportModule(TransportConfig config) {
    this.config = config;
  }

  @Override
  protected void configure() {
    bind(TransportConfig.class).toInstance(config);
    bind(MessageLimits.class).toInstance(config.messages());
    bind(CallLimits.class).toInstance(config.calls());
    bind(ThreadConfig.class).toInstance(config.threads());
    bindMappers();
    bindServices();
    bind(GrpcServer.class).in(Scopes.SINGLETON);
  }

  private void bindMappers() {
    bind(PayloadMapper.class).in(Scopes.SINGLETON);
    bind(PutMapper.class).in(Scopes.SINGLETON);
    bind(MemberMapper.class).in(Scopes.SINGLETON);
    bind(EntryMapper.class).in(Scopes.SINGLETON);
    bind(FillMapper.class).in(Scopes.SINGLETON);
    bind(StatusMapper.class).in(Scopes.SINGLETON);
    bind(Answers.class).in(Scopes.SINGLETON);
  }

  private void bindServices() {
    bind(PayloadWork.class).in(Scopes.SINGLETON);
    bind(Admission.class).in(Scopes.SINGLETON);
    bind(EventLoopStalls.class).in(Scopes.SINGLETON);
    bind(Capabilities.class).in(Scopes.SINGLETON);
    bind(ObjectReads.class).in(Scopes.SINGLETON);
    bind(BatchReads.class).in(Scopes.SINGLETON);
    bind(BatchPuts.class).in(Scopes.SINGLETON);
    bind(Lookups.class).in(Scopes.SINGLETON);
    bind(CollectionStreams.class).in(Scopes.SINGLETON);
    bind(Collections.class).in(Scopes.SINGLETON);
    bind(CacheGrpcService.class).in(Scopes.SINGLETON);
    bind(AdminGrpcService.class).in(Scopes.SINGLETON);
    bind(LarderServices.class).in(Scopes.SINGLETON);
  }
}
