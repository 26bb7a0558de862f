"""Bring an account to the start of day 8: the role with which ECS itself acts in the account must exist.

May be run again and again, in the sandbox and in a real account. Region, endpoint and credentials come from the
environment.
"""

import boto3

SERVICE = "ecs.amazonaws.com"
ROLE = "AWSServiceRoleForECS"
TAKEN = ("has been taken in this account", "already exists")


def main() -> None:
    iam = boto3.client("iam")
    try:
        iam.create_service_linked_role(AWSServiceName=SERVICE)
    except iam.exceptions.ClientError as error:
        code, message = error.response["Error"]["Code"], error.response["Error"]["Message"]
        if any(words in message for words in TAKEN):
            print(f"The service-linked role {ROLE} is there.")
        elif code == "AccessDenied":
            # Not fatal: in most accounts the role is there, and CreateCluster tries to make it as well.
            print(
                f"Your identity may not create {ROLE}; if ECS misses it later, ask an administrator to run this once."
            )
        else:
            raise
    else:
        print(f"The service-linked role {ROLE} was created.")


if __name__ == "__main__":
    main()
