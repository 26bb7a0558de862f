"""What the rules may know of the services around ECS is what the describe calls show; looking changes nothing."""

from __future__ import annotations

import json
import textwrap

from tests.sandbox.everything import TRUST
from tests.sandbox.test_surface import in_fresh_python

MADE = f"""
import json, time, boto3
from moto import mock_aws
from course.sandbox.bridge import server; server.install()
from course.sandbox.bridge.known import KnownWorld
TRUST = {TRUST!r}
HERE = ('123456789012', 'us-east-1')
"""
LOOK = """
def aws(name): return boto3.client(name, region_name='us-east-1')
def same(known, told):
    # every member that the look-up has is there in the describe call, with the same value
    return known is not None and dict(known) == {key: told[key] for key in known}
mock = mock_aws(); mock.start()
world = KnownWorld(*HERE)
ec2, elb, iam, ecs = aws('ec2'), aws('elbv2'), aws('iam'), aws('ecs')
subnets = ec2.describe_subnets()['Subnets'][:2]
vpc = ec2.describe_vpcs()['Vpcs'][0]
group = ec2.create_security_group(GroupName='web', Description='web', VpcId=vpc['VpcId'])['GroupId']
instance = ec2.run_instances(ImageId='ami-12c6146b', MinCount=1, MaxCount=1, SubnetId=subnets[0]['SubnetId'])
balancer = elb.create_load_balancer(
    Name='web', Subnets=[s['SubnetId'] for s in subnets], SecurityGroups=[group])['LoadBalancers'][0]
alb = balancer['LoadBalancerArn']
targets = elb.create_target_group(Name='web', Protocol='HTTP', Port=80, VpcId=vpc['VpcId'], TargetType='ip')
targets = targets['TargetGroups'][0]['TargetGroupArn']
forward = [{'Type': 'forward', 'TargetGroupArn': targets}]
listener = elb.create_listener(LoadBalancerArn=alb, Protocol='HTTP', Port=80, DefaultActions=forward)
listener = listener['Listeners'][0]['ListenerArn']
path = [{'Field': 'path-pattern', 'Values': ['/a']}]
rule = elb.create_rule(ListenerArn=listener, Priority=7, Conditions=path, Actions=forward)['Rules'][0]['RuleArn']
"""


def said(script: str) -> object:
    return json.loads(in_fresh_python(MADE + LOOK + textwrap.dedent(script)))


def test_load_balancers_and_what_belongs_to_them() -> None:
    script = """
    rules = {r['RuleArn']: r for r in elb.describe_rules(ListenerArn=listener)['Rules']}
    default = next(arn for arn, r in rules.items() if r['IsDefault'])
    told = elb.describe_load_balancers(LoadBalancerArns=[alb])['LoadBalancers'][0]
    attributes = elb.describe_load_balancer_attributes(LoadBalancerArn=alb)['Attributes']
    one_listener = elb.describe_listeners(ListenerArns=[listener])['Listeners'][0]
    print(json.dumps([
        same(world.load_balancer(alb), told), same(world.load_balancer('web'), told),
        world.load_balancer_attributes(alb) == {a['Key']: a['Value'] for a in attributes},
        same(world.target_group(targets), elb.describe_target_groups(TargetGroupArns=[targets])['TargetGroups'][0]),
        world.target_group('web')['LoadBalancerArns'] == [alb],
        same(world.listener(listener), one_listener),
        [same(each, one_listener) for each in world.listeners_of(alb)],
        same(world.listener_rule(rule), rules[rule]), same(world.listener_rule(default), rules[default]),
        sorted(r['RuleArn'] for r in world.rules_of(listener)) == sorted(rules),
        [world.load_balancer('none'), world.load_balancer('arn:none'), world.target_group('none'),
         world.load_balancer_attributes('none'), world.listener('arn:none'), world.listener_rule('arn:none')],
        [list(world.listeners_of('none')), list(world.rules_of('none'))],
    ]))
    """
    *found, nothing, no_lists = said(script)  # type: ignore[misc]
    assert found == [True, True, True, True, True, True, [True], True, True, True]
    assert nothing == [None] * 6
    assert no_lists == [[], []]


def test_networks_and_instances() -> None:
    script = """
    instance_id = instance['Instances'][0]['InstanceId']
    told = ec2.describe_instances(InstanceIds=[instance_id])['Reservations'][0]['Instances'][0]
    known = world.instance(instance_id)
    print(json.dumps([
        same(world.subnet(subnets[1]['SubnetId']), subnets[1]),
        same(world.security_group(group), ec2.describe_security_groups(GroupIds=[group])['SecurityGroups'][0]),
        world.vpc(vpc['VpcId'])['CidrBlockAssociationSet'] == [{'CidrBlock': vpc['CidrBlock']}],
        world.vpc(vpc['VpcId'])['CidrBlock'] == vpc['CidrBlock'],
        [known[key] == told[key] for key in ('InstanceId', 'VpcId', 'SubnetId')], known['State']['Name'],
        [world.subnet('none'), world.security_group('none'), world.vpc('none'), world.instance('none')],
    ]))
    """
    assert said(script) == [True, True, True, True, [True] * 3, "running", [None] * 4]


def test_roles_secrets_parameters_logs_and_repositories() -> None:
    script = """
    role = iam.create_role(RoleName='task', AssumeRolePolicyDocument=TRUST)['Role']
    statement = {'Effect': 'Allow', 'Action': 's3:GetObject', 'Resource': '*'}
    document = json.dumps({'Version': '2012-10-17', 'Statement': [statement]})
    policy = iam.create_policy(PolicyName='read', PolicyDocument=document)['Policy']['Arn']
    iam.attach_role_policy(RoleName='task', PolicyArn=policy)
    secrets, ssm, logs, ecr = aws('secretsmanager'), aws('ssm'), aws('logs'), aws('ecr')
    secret = secrets.create_secret(Name='shop/db', SecretString='a')['ARN']
    for name in ('/shop/url', 'plain'): ssm.put_parameter(Name=name, Value='a', Type='String')
    parameter = ssm.get_parameter(Name='/shop/url')['Parameter']
    logs.create_log_group(logGroupName='/shop'); logs.create_log_stream(logGroupName='/shop', logStreamName='a')
    logs.put_retention_policy(logGroupName='/shop', retentionInDays=7)
    ecr.create_repository(repositoryName='shop/web', imageTagMutability='IMMUTABLE')
    before = secrets.describe_secret(SecretId=secret).get('DeletedDate')
    names = [world.secret(name)['Name'] for name in ('shop/db', secret, secret[:-7])]
    secrets.delete_secret(SecretId='shop/db')
    print(json.dumps([
        same(world.role('task'), iam.get_role(RoleName='task')['Role']), world.role(role['Arn'])['RoleName'],
        same(world.policy(policy), iam.get_policy(PolicyArn=policy)['Policy']),
        names, before, world.secret('shop/db')['DeletedDate'] > time.time(),
        world.parameter('/shop/url')['Type'] == parameter['Type'], world.parameter(parameter['ARN'])['Name'],
        world.parameter('/plain')['Name'],
        same({k: v for k, v in world.log_group('/shop').items() if not k.endswith('Names')},
             logs.describe_log_groups()['logGroups'][0]),
        [list(world.log_group('/shop')[k]) for k in ('logStreamNames', 'metricFilterNames', 'subscriptionFilterNames')],
        {k: v for k, v in world.repository('shop/web').items() if k != 'repositoryArn'},
        [world.role('none'), world.role(role['Arn'].replace('123456789012', '444455556666')), world.policy('none'),
         world.secret('none'), world.secret('arn:aws:secretsmanager:us-east-1:123456789012:secret:none-abcdef'),
         world.parameter('none'), world.log_group('none'), world.repository('none')],
        [len(ssm.describe_parameters()['Parameters']), len(logs.describe_log_groups()['logGroups'])],
    ]))
    """
    found = said(script)
    registry = {
        "repositoryName": "shop/web",
        "registryId": "123456789012",
        "imageTagMutability": "IMMUTABLE",
        "imageCount": 0,
    }
    assert found == [
        *(True, "task", True, ["shop/db"] * 3, None, True, True, "/shop/url", "plain", True, [["a"], [], []]),
        *(registry, [None] * 8, [2, 1]),
    ]


def test_scaling() -> None:
    script = """
    ecs.create_cluster(clusterName='shop')
    ecs.register_task_definition(family='web', containerDefinitions=[{'name': 'a', 'image': 'b', 'memory': 64}])
    ecs.create_service(cluster='shop', serviceName='web', taskDefinition='web', desiredCount=0)
    scaling, dimension, resource = aws('application-autoscaling'), 'ecs:service:DesiredCount', 'service/shop/web'
    asked = {'ServiceNamespace': 'ecs', 'ResourceId': resource, 'ScalableDimension': dimension}
    scaling.register_scalable_target(MinCapacity=1, MaxCapacity=4, **asked)
    step = {'ScalingAdjustment': 1, 'MetricIntervalLowerBound': 0}
    steps = {'AdjustmentType': 'ChangeInCapacity', 'StepAdjustments': [step]}
    scaling.put_scaling_policy(PolicyName='out', PolicyType='StepScaling', StepScalingPolicyConfiguration=steps, **asked)
    scaling.put_scheduled_action(ScheduledActionName='night', Schedule='rate(1 day)',
                                 ScalableTargetAction={'MinCapacity': 0}, **asked)
    told = scaling.describe_scalable_targets(ServiceNamespace='ecs')['ScalableTargets'][0]
    policy = scaling.describe_scaling_policies(ServiceNamespace='ecs')['ScalingPolicies'][0]
    print(json.dumps([
        same(world.scalable_target(resource, dimension), told),
        same(world.scaling_policy('out', resource, dimension), policy),
        dict(world.scheduled_action('night', resource, dimension)),
        [world.scalable_target('none', dimension), world.scaling_policy('none', resource, dimension),
         world.scheduled_action('none', resource, dimension)],
    ]))
    """
    action = {
        "ScheduledActionName": "night",
        "ResourceId": "service/shop/web",
        "ScalableDimension": "ecs:service:DesiredCount",
    }
    assert said(script) == [True, True, action, [None] * 3]
