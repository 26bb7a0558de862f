"""What AWS would refuse, found in files before anybody sends them: requests, CloudFormation templates, Terraform plans."""
